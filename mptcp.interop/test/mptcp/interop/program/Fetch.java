package mptcp.interop.program;

import java.io.InputStream;
import java.net.URI;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A program that knows nothing of this project: it fetches a page, and prints its digest. */
public final class Fetch {
    private Fetch() {}

    public static void main(String[] args) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(URI.create(args[0]).toURL().openStream(), digest)) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                continue; // the digest takes it
            }
        }
        System.out.println(HexFormat.of().formatHex(digest.digest()));
    }
}
