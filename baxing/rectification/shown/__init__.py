"""What the pages of this slice show, made of the rows and the book; nothing here writes."""
