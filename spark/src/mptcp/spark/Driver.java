package mptcp.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Spark's part in a sweep, a process of its own: {@code Driver MASTER SPARK FOLDER WORKERS [PROPERTIES]}. In the folder are
 * {@code parcel.zip} and {@code runs}, a line for each run. It prints a line for each that is done or failed, as it becomes
 * known, and ends when its input does.
 */
public final class Driver {
    /** So that a lost worker costs little, and a slow one is not waited for at the end. */
    private static final int TASKS_EACH = 20;
    /** So that Spark has not a million tasks to remember. */
    private static final int MOST_IN_A_TASK = 100;
    /** Workers that are lost are no fault of the runs they had. */
    private static final String TRIES = "20";

    private Driver() {}

    public static void main(String[] args) throws IOException {
        PrintStream said = System.out;
        System.setOut(System.err); // Spark's words are for its log
        InputStream owner = System.in;
        Thread.ofPlatform().daemon().name("owner").start(() -> {
            try {
                while (owner.read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                System.err.println("the owner cannot be watched: " + e);
            }
            Runtime.getRuntime().halt(1);
        });
        run(args[0], Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]),
                args.length > 4 ? Path.of(args[4]) : null, said);
        System.exit(0);
    }

    private static SparkConf conf(String master, Path spark, Path properties) throws IOException {
        String opens = Files.readAllLines(spark.resolve("java.options")).stream().filter(o -> o.startsWith("--"))
                .collect(Collectors.joining(" "));
        SparkConf conf = new SparkConf().setMaster(master).setAppName("mptcp sim sweep")
                .set("spark.ui.enabled", "false")
                .set("spark.task.maxFailures", TRIES)
                .set("spark.executor.extraJavaOptions", opens + " -Djava.awt.headless=true")
                .setJars(new String[] {spark.resolve("mptcp.spark.jar").toString()});
        if (master.startsWith("local") || master.startsWith("spark://127.0.0.1:")) {
            conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1");
        }
        Properties more = new Properties();
        if (properties != null) {
            try (Reader in = Files.newBufferedReader(properties)) {
                more.load(in);
            }
        }
        more.stringPropertyNames().forEach(name -> conf.set(name, more.getProperty(name)));
        return conf;
    }

    private static void run(String master, Path spark, Path folder, int workers, Path properties, PrintStream said)
            throws IOException {
        List<String> batches = batches(Files.readAllLines(folder.resolve("runs")), workers);
        try (JavaSparkContext context = new JavaSparkContext(conf(master, spark, properties))) {
            boolean[] over = {false};
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                    synchronized (over) {
                        if (!over[0]) {
                            say(said, "lost " + removed.executorId() + " " + removed.reason().replace('\n', ' ') + "\n");
                        }
                    }
                }
            });
            context.sc().addArchive(folder.resolve("parcel.zip") + "#" + Unpacked.PARCEL);
            RDD<String> rdd = context.parallelize(batches, batches.size()).rdd();
            List<Object> partitions = new ArrayList<>(IntStream.range(0, batches.size()).boxed().toList());
            Seq<Object> all = CollectionConverters.asScala(partitions).toSeq();
            context.sc().runJob(rdd, new Batch(), all, new AbstractFunction2<Object, String, BoxedUnit>() {
                @Override
                public BoxedUnit apply(Object partition, String result) {
                    say(said, result);
                    return BoxedUnit.UNIT;
                }
            }, ClassTag$.MODULE$.apply(String.class));
            synchronized (over) {
                over[0] = true; // those that go now were sent away
            }
        }
    }

    private static synchronized void say(PrintStream out, String lines) {
        out.writeBytes(lines.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Neighbours go to different tasks: what takes long is often side by side. */
    private static List<String> batches(List<String> runs, int workers) {
        int tasks = Math.min(runs.size(), Math.max(workers * TASKS_EACH,
                (runs.size() + MOST_IN_A_TASK - 1) / MOST_IN_A_TASK));
        List<StringBuilder> batches = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            if (i < tasks) {
                batches.add(new StringBuilder());
            }
            batches.get(i % tasks).append(i).append(' ').append(runs.get(i)).append('\n');
        }
        return batches.stream().map(StringBuilder::toString).toList();
    }
}
