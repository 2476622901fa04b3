namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>
/// Says how long a checkpoint server may take: without a byte, and for an answer in all; and how often and after what wait it is asked
/// again where it cannot be reached or is not ready.
/// </summary>
internal sealed record CheckpointPatience(TimeSpan Silence, TimeSpan Answer, int Tries, TimeSpan Wait)
{
    /// <summary>Gives half a minute of silence, a quarter of an hour for a state, and five tries.</summary>
    public static CheckpointPatience Default { get; } =
        new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15), 5, TimeSpan.FromSeconds(2));
}
