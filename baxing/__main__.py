"""`python -m baxing` is the same as the command `baxing`."""

from baxing.site.cli import main

if __name__ == "__main__":
    main(prog_name="baxing")
