package mptcp.interop.program;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A program that knows nothing of this project: records into Kafka and out of it; prints the digest of what came back. */
public final class KafkaCopy {
    private static final int PIECE = 1 << 16;

    private KafkaCopy() {}

    public static void main(String[] args) throws Exception {
        byte[] page = new byte[Integer.parseInt(args[1])];
        new Random(1).nextBytes(page);
        int pieces = page.length / PIECE;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", args[0], "acks", "all"),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < pieces; i++) {
                var sent = producer.send(new ProducerRecord<>("pages", 0, null, Arrays.copyOfRange(page, i * PIECE, (i + 1) * PIECE)));
                if (i == pieces / 2) {
                    sent.get();
                    System.out.println("half");
                }
            }
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", args[0],
                "auto.offset.reset", "earliest"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition("pages", 0)));
            for (int left = pieces; left > 0;) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
                    digest.update(each.value());
                    left--;
                }
            }
        }
        System.out.println(HexFormat.of().formatHex(digest.digest()));
    }
}
