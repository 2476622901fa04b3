namespace Consensoor.Interop.Engine.Rest;

/// <summary>What a request may have: bodies and blobs asked for at once, and bytes of a payload's request.</summary>
internal sealed record RestLimits(int Bodies, int Blobs, int PayloadBytes)
{
    /// <summary>The most that an execution layer may advertise: MAX_BODIES_REQUEST, MAX_BLOBS_REQUEST and MAX_REQUEST_BODY_SIZE.</summary>
    public static RestLimits Most { get; } = new(32, 128, 64 * 1024 * 1024);
}
