"""The demo county: invented, complete, alive today; `load.load_demo` writes it, `fresh.empty` takes it away."""
