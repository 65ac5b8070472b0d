package dev.quayside.document.queue;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.storage.blob.AwsIdentity;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Queues of SQS, or of what speaks like it. What goes wrong is a [ProblemException] `queue.unavailable`. Safe for
/// several threads.
final class Sqs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sqs.class);
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);

    /// Longer than the longest wait for a message.
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);

    private final SqsClient client;

    Sqs(QueueSettings.Access access) {
        SqsClientBuilder builder = SqsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(TO_CONNECT)
                        .socketTimeout(TO_ANSWER))
                .region(Region.of(access.region()))
                .credentialsProvider(AwsIdentity.of(access.keys()));
        access.endpoint().ifPresent(builder::endpointOverride);
        client = builder.build();
    }

    /// How often a queue hands out a message before it puts it aside itself; empty if it never does, or if our keys
    /// do not let us ask.
    OptionalInt putsAsideAfter(URI queue) {
        try {
            String policy = client.getQueueAttributes(request ->
                            request.queueUrl(queue.toString()).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                    .attributes()
                    .get(QueueAttributeName.REDRIVE_POLICY);
            int most = policy == null
                    ? 0
                    : Json.parse(policy).path("maxReceiveCount").asInt(0);
            return most > 0 ? OptionalInt.of(most) : OptionalInt.empty();
        } catch (SdkException | ProblemException e) {
            LOG.info("Whether {} puts messages aside cannot be asked: {}", queue, e.getMessage());
            return OptionalInt.empty();
        }
    }

    void send(URI queue, String body) {
        var _ = asked(
                queue,
                () -> client.sendMessage(
                        request -> request.queueUrl(queue.toString()).messageBody(body)));
    }

    /// Waits for messages.
    ///
    /// @param most 1 to 10
    /// @param hidden how long nobody else gets them
    List<Received> receive(URI queue, int most, Duration wait, Duration hidden) {
        return asked(
                        queue,
                        () -> client.receiveMessage(request -> request.queueUrl(queue.toString())
                                .maxNumberOfMessages(most)
                                .waitTimeSeconds((int) wait.toSeconds())
                                .visibilityTimeout((int) hidden.toSeconds())
                                .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)))
                .messages()
                .stream()
                .map(message -> received(queue, message))
                .toList();
    }

    private static Received received(URI queue, Message message) {
        Map<MessageSystemAttributeName, String> attributes = message.attributes();
        String receives = attributes.getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1");
        return new Received(
                queue, message.messageId(), message.receiptHandle(), message.body(), Integer.parseInt(receives));
    }

    /// Hides a message for so long from now on; zero gives it back.
    void hide(Received message, Duration span) {
        var _ = asked(
                message.queue(),
                () -> client.changeMessageVisibility(
                        request -> request.queueUrl(message.queue().toString())
                                .receiptHandle(message.receipt())
                                .visibilityTimeout((int) span.toSeconds())));
    }

    void delete(Received message) {
        var _ = asked(
                message.queue(),
                () -> client.deleteMessage(
                        request -> request.queueUrl(message.queue().toString()).receiptHandle(message.receipt())));
    }

    private static <T> T asked(URI queue, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new ProblemException(
                    new Problem(
                            "queue.unavailable",
                            "The queue " + queue + " cannot be used: " + e.getMessage()
                                    + ". Check its address, its region and what the keys allow"),
                    e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
