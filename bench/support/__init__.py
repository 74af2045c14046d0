"""What the benches share: a real installation of their own, a prepared crowd, an open-loop generator, the report."""
