package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Sha256;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Many uploads at once, each of another file, which stop in the middle for as long as something is measured. One
/// thread at a time.
///
/// @param access the header field that lets in, with its value
/// @param bytes of each file
record UploadCrowd(URI server, String access, int uploads, long bytes) {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int BLOCK = 1 << 20;

    /// Bytes that are sent now and then while an upload is held: the server closes connections that are silent.
    private static final int SIGN_OF_LIFE = 1_000;

    private static final String BEFORE =
            "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"crowd.bin\"" + "\r\n\r\n";
    private static final String AFTER = "\r\n--xyz--\r\n";

    /// What is done while all uploads are in the middle.
    interface Meanwhile {
        void measure() throws IOException, InterruptedException;
    }

    /// Uploads all, and checks the hash that the server has of each.
    ///
    /// @throws ProblemException `bench.load-failed` if one of them fails
    void upload(Meanwhile meanwhile) throws IOException, InterruptedException {
        byte[] block = new byte[2 * BLOCK];
        new Random(uploads).nextBytes(block);
        var half = new CountDownLatch(uploads);
        var on = new CountDownLatch(1);
        List<Future<Void>> results = new ArrayList<>();
        // Virtual threads whose sockets always have room would keep the others silent, until the server gives them up.
        try (ExecutorService threads = Executors.newFixedThreadPool(uploads)) {
            for (int i = 0; i < uploads; i++) {
                int begin = i * 997;
                Callable<Void> one = () -> {
                    upload(block, begin, half, on);
                    return null;
                };
                results.add(threads.submit(one));
            }
            try {
                half.await();
                meanwhile.measure();
            } finally {
                on.countDown();
            }
            for (Future<Void> result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw new ProblemException(
                    new Problem("bench.load-failed", "One of " + uploads + " uploads failed: " + e.getCause()), e);
        }
    }

    private void upload(byte[] block, int begin, CountDownLatch half, CountDownLatch on)
            throws IOException, InterruptedException {
        var counted = new AtomicBoolean();
        Runnable here = () -> {
            if (!counted.getAndSet(true)) {
                half.countDown();
            }
        };
        try (LeanHttp client = new LeanHttp(server, PATIENCE)) {
            String hash = send(client, block, begin, here, on);
            LeanHttp.Answer answer = client.answer();
            if (answer.status() != 201 || !answer.body().contains(hash)) {
                throw new IOException("expected status 201 and the hash of what was sent, got " + answer);
            }
        } finally {
            here.run();
        }
    }

    /// Sends what lies in `block` from `begin` on, over and over.
    ///
    /// @return its hash
    private String send(LeanHttp client, byte[] block, int begin, Runnable here, CountDownLatch on)
            throws IOException, InterruptedException {
        try {
            MessageDigest digest = Sha256.digest();
            client.send(head(), 0, head().length);
            for (long sent = 0; sent < bytes; ) {
                boolean held = sent >= bytes / 2 && waits(here, on);
                int n = (int) Math.min(held ? SIGN_OF_LIFE : BLOCK, bytes - sent);
                client.send(block, begin, n);
                digest.update(block, begin, n);
                sent += n;
            }
            client.send(AFTER.getBytes(StandardCharsets.US_ASCII), 0, AFTER.length());
            return HexFormat.of().formatHex(digest.digest());
        } catch (SocketException e) {
            throw new IOException("the server stopped listening, and said " + client.answer(), e);
        }
    }

    private static boolean waits(Runnable here, CountDownLatch on) throws InterruptedException {
        here.run();
        return !on.await(5, TimeUnit.SECONDS);
    }

    private byte[] head() {
        String[] field = access.split(": ", 2);
        return (new String(
                                LeanHttp.request(
                                        server,
                                        "POST",
                                        "/api/v1/files",
                                        Map.of(
                                                field[0],
                                                field[1],
                                                "Content-Type",
                                                "multipart/form-data; boundary=xyz",
                                                "Content-Length",
                                                String.valueOf(BEFORE.length() + bytes + AFTER.length())),
                                        ""),
                                StandardCharsets.US_ASCII)
                        + BEFORE)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
