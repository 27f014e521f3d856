package mptcp.record.osgi;

import mptcp.api.socket.StackFactory;
import mptcp.record.jfr.FlightRecording;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Offers the events of all hosts to the flight recorder, where the runtime has one. */
@Component(service = {}, immediate = true)
public final class FlightRecordingComponent {
    private final FlightRecording recording;

    @Activate
    public FlightRecordingComponent(@Reference StackFactory factory) {
        recording = ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? new FlightRecording(factory::stacks) : null;
    }

    @Deactivate
    void stop() {
        if (recording != null) {
            recording.close();
        }
    }
}
