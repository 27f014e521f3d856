package mptcp.interop.program;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;

/** A program that knows nothing of this project: it fetches a page with Jetty's client; prints the digest. */
public final class JettyGet {
    private JettyGet() {}

    public static void main(String[] args) throws Exception {
        HttpClient client = new HttpClient();
        client.start();
        InputStreamResponseListener response = new InputStreamResponseListener();
        client.newRequest(args[0]).send(response);
        response.get(20, TimeUnit.SECONDS);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(response.getInputStream(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        System.out.println(HexFormat.of().formatHex(digest.digest()));
        client.stop();
    }
}
