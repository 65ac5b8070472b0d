package dev.quayside.config;

/// A setting in force, fit to be shown: secrets are masked.
///
/// @param key dotted, as `server.port`
/// @param value as written, or the default; `***` for a secret; empty if there is none
/// @param source where it comes from: `default`, `quayside.yaml, line 3` or `QUAYSIDE_SERVER_PORT`
public record Setting(String key, String value, String source) {}
