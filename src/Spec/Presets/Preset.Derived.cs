namespace Consensoor.Spec.Presets;

public sealed partial record Preset
{
    /// <summary>
    /// PAYLOAD_TIMELY_THRESHOLD: more votes of the payload timeliness committee than this make a payload timely
    /// (`gloas/fork-choice.md#constants`).
    /// </summary>
    public ulong PayloadTimelyThreshold => PtcSize / 2;

    /// <summary>
    /// DATA_AVAILABILITY_TIMELY_THRESHOLD: more votes of the payload timeliness committee than this make blob data available
    /// (`gloas/fork-choice.md#constants`).
    /// </summary>
    public ulong DataAvailabilityTimelyThreshold => PtcSize / 2;
}
