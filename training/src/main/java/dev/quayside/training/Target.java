package dev.quayside.training;

import dev.quayside.document.tonality.FeatureVector;

/// A sentence and what the model should say of it.
record Target(FeatureVector sentence, double value) {}
