using Consensoor.Messages;

namespace Consensoor.Actors.Remote;

/// <summary>
/// The order in which nodes are asked the questions of one task, which follow one another: whoever failed goes behind the others, so that
/// a node that hangs costs the task one wait and not one a question. All nodes together have until the deadline for each question.
/// </summary>
internal sealed class AskOrder(IReadOnlyList<int> nodes, TimeSpan deadline)
{
    /// <summary>Nodes by their places, the first first.</summary>
    public IReadOnlyList<int> Nodes { get; private set; } = nodes;

    /// <summary>How long a question may take.</summary>
    public TimeSpan Deadline => deadline;

    /// <summary>Puts nodes that failed behind the others.</summary>
    public void Fail(IReadOnlyList<BeaconNodeFailed> failures) =>
        Nodes = failures.Count == 0 ? Nodes : [.. Nodes.OrderBy(node => failures.Any(failure => failure.Node == node))];
}
