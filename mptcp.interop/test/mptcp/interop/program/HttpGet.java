package mptcp.interop.program;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A program that knows nothing of this project: it fetches a page with the JDK's HttpClient; prints version and digest. */
public final class HttpGet {
    private HttpGet() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            System.setProperty("javax.net.ssl.trustStore", args[1]);
            System.setProperty("javax.net.ssl.trustStorePassword", "secret");
            System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        }
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(URI.create(args[0])).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(response.body(), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            System.out.println(response.version() + " " + HexFormat.of().formatHex(digest.digest()));
        }
    }
}
