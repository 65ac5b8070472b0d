package dev.quayside.storage.blob;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// An object of S3 while it is read. Closed before its end, it drops the connection and not what is left of the object.
/// One thread at a time.
final class S3Download extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> response;
    private boolean ended;

    S3Download(ResponseInputStream<GetObjectResponse> response, S3Bucket bucket) {
        super(new StoredBytes(response, bucket::broken));
        this.response = response;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        ended |= b < 0;
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        ended |= n < 0;
        return n;
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            super.close();
        } else {
            response.abort();
        }
    }
}
