"""What an analyst opens in Neo4j Browser: a guide, a style, saved queries; written from the questions and the model."""
