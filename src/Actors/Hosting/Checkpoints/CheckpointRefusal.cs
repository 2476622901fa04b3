namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>Says why a checkpoint is not taken: the kind of problem, and in one line what was wrong and where.</summary>
public sealed record CheckpointRefusal(CheckpointProblem Problem, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
