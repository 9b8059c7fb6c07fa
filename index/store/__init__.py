"""The store on disk: generations that are complete or absent, vectors kept between builds, one writer."""
