/// Bytes under keys that we choose, on disk, in S3 or in Cloudflare R2, and whether the store can be used.
@NullMarked
package dev.quayside.storage.blob;

import org.jspecify.annotations.NullMarked;
