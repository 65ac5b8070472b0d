package dev.quayside.testing;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// A server that speaks like SQS, and a client of it.
public final class SqsServer implements AutoCloseable {
    private final SQSRestServer server =
            SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    private final URI endpoint;
    private final SqsClient client;

    public SqsServer() {
        int port = server.waitUntilStarted().localAddress().getPort();
        endpoint = URI.create("http://127.0.0.1:" + port);
        client = SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_NORTH_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
    }

    public URI endpoint() {
        return endpoint;
    }

    /// Makes a queue, and tells its address.
    public URI queue(String name) {
        return URI.create(client.createQueue(queue -> queue.queueName(name)).queueUrl());
    }

    /// Has a queue put messages aside that were received too often.
    ///
    /// @return the queue where they lie then
    public URI putAside(URI queue, int afterReceives) {
        URI aside = queue("aside-" + UUID.randomUUID());
        String arn = client.getQueueAttributes(
                        request -> request.queueUrl(aside.toString()).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        String policy = "{\"deadLetterTargetArn\": \"%s\", \"maxReceiveCount\": \"%d\"}".formatted(arn, afterReceives);
        var _ = client.setQueueAttributes(request ->
                request.queueUrl(queue.toString()).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)));
        return aside;
    }

    /// Whether somebody who waits for so long gets a message; they keep it.
    public boolean hands(URI queue, int seconds) {
        return !client.receiveMessage(
                        request -> request.queueUrl(queue.toString()).waitTimeSeconds(seconds))
                .messages()
                .isEmpty();
    }

    public void send(URI queue, String body) {
        var _ = client.sendMessage(message -> message.queueUrl(queue.toString()).messageBody(body));
    }

    /// Takes a message away that comes within some seconds.
    public String take(URI queue) {
        List<Message> messages = client.receiveMessage(request -> request.queueUrl(queue.toString())
                        .maxNumberOfMessages(1)
                        .waitTimeSeconds(20))
                .messages();
        if (messages.isEmpty()) {
            throw new AssertionError("no message came");
        }
        var _ = client.deleteMessage(request -> request.queueUrl(queue.toString())
                .receiptHandle(messages.getFirst().receiptHandle()));
        return messages.getFirst().body();
    }

    /// How many messages it has, those that are hidden included.
    public int size(URI queue) {
        Map<QueueAttributeName, String> attributes = client.getQueueAttributes(
                        request -> request.queueUrl(queue.toString()).attributeNames(QueueAttributeName.ALL))
                .attributes();
        return Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                + Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    /// How many of them anybody may have now.
    public int visible(URI queue) {
        return Integer.parseInt(client.getQueueAttributes(request -> request.queueUrl(queue.toString())
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    @Override
    public void close() {
        client.close();
        var _ = server.stopAndWait();
    }
}
