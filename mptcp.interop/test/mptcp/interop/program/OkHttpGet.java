package mptcp.interop.program;

import java.security.MessageDigest;
import java.util.HexFormat;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A program that knows nothing of this project: it fetches a page with OkHttp; prints the digest. */
public final class OkHttpGet {
    private OkHttpGet() {}

    public static void main(String[] args) throws Exception {
        OkHttpClient client = new OkHttpClient();
        try (Response response = client.newCall(new Request.Builder().url(args[0]).build()).execute()) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(response.body().bytes());
            System.out.println(HexFormat.of().formatHex(digest));
        }
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }
}
