using System.Net;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>Says why a checkpoint is not taken: the kind of problem, and in one line what was wrong and where.</summary>
public sealed record CheckpointRefusal(CheckpointProblem Problem, string Text)
{
    /// <summary>Gives the status that a server answered with; null where the problem is not that.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
