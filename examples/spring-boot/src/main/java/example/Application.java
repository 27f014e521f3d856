package example;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import mptcp.api.socket.Stack;
import mptcp.embedded.StackBuilder;
import mptcp.nio.StackSockets;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The stack as a bean of the application: opened with its context, closed with it. */
@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args).close();
    }

    @Bean
    Stack stack() throws IOException {
        return StackBuilder.named("app").tun("tun1", "10.200.1.2/24").tun("tun2", "10.200.2.2/24").open();
    }

    /** Closed before the stack, of which it is made. */
    @Bean
    StackSockets stackSockets(Stack stack) {
        return StackSockets.of(stack);
    }

    @Bean
    CommandLineRunner fetch(StackSockets sockets) {
        return args -> {
            try (Socket socket = sockets.socketFactory().createSocket("10.201.1.2", Integer.parseInt(args[0]))) {
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().transferTo(System.out);
            }
        };
    }
}
