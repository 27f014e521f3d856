import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Fetches a page, and says how long it is: a program that knows of nothing but the JDK. */
public final class Get {
    private Get() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create(args[0])).build(), HttpResponse.BodyHandlers.ofByteArray());
        System.out.println("status " + answer.statusCode() + ", " + answer.body().length + " bytes");
    }
}
