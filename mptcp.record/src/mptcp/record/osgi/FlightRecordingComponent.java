package mptcp.record.osgi;

import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;
import mptcp.record.jfr.FlightRecording;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Offers the events of all hosts to the flight recorder, where the runtime has one. */
@Component(service = {}, immediate = true)
public final class FlightRecordingComponent {
    private final FlightRecording recording;

    @Activate
    public FlightRecordingComponent(@Reference StackFactory factory) {
        recording = ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? new FlightRecording(factory::stacks) : null;
    }

    /** Those that are there already are found by the recording. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addStack(Stack stack) {
        if (recording != null) {
            recording.opened();
        }
    }

    void removeStack(Stack stack) {
        // the next look forgets it
    }

    @Deactivate
    void stop() {
        if (recording != null) {
            recording.close();
        }
    }
}
