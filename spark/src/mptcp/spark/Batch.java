package mptcp.spark;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import scala.Function2;
import scala.collection.Iterator;

/**
 * What a task does: makes some runs, one after the other. Given to Spark as an object, and run on a worker; to make a run
 * twice does no harm.
 */
final class Batch implements Function2<TaskContext, Iterator<String>, String>, java.io.Serializable {
    private static final long serialVersionUID = 1;

    /**
     * @param runs texts with a line for each: its number, the place of its point, the seed
     * @return a line for each: done or failed, its number, and in base 64 what is to be known
     */
    @Override
    public String apply(TaskContext task, Iterator<String> runs) {
        StringBuilder said = new StringBuilder();
        while (runs.hasNext()) {
            runs.next().lines().forEach(line -> {
                int blank = line.indexOf(' ');
                said.append(one(line.substring(0, blank), line.substring(blank + 1))).append('\n');
            });
        }
        return said.toString();
    }

    private static String one(String number, String run) {
        Function<String, String> program = Unpacked.program(); // without which no run can be made: the task fails
        try {
            return "done " + number + " " + encoded(program.apply(run));
        } catch (RuntimeException | LinkageError | AssertionError | OutOfMemoryError | StackOverflowError e) {
            return "failed " + number + " " + encoded(e.toString());
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
