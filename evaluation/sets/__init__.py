"""Agreement on the sets of codes that units have."""
