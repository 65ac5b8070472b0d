package dev.quayside.document.queue;

/// What workers do with documents.
public enum Work {
    CONVERT("document.convert", "/webhooks/converter-webhook"),
    SENTENCES("document.sentences", "/webhooks/parser-webhook"),
    TONALITY("document.tonality", "/webhooks/analysis-webhook");

    private final String step;
    private final String path;

    Work(String step, String path) {
        this.step = step;
        this.path = path;
    }

    /// The type of the steps that have it done.
    String step() {
        return step;
    }

    /// Where its results are posted to.
    public String path() {
        return path;
    }
}
