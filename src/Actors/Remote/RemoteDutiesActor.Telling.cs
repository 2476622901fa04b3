using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;

namespace Consensoor.Actors.Remote;

/// <content>What nodes are told of our validators ahead of their duties, and the operator of problems.</content>
internal sealed partial class RemoteDutiesActor
{
    private TimeSpan Deadline => _settings.DeadlineIn(_slot ?? 0);

    private void Prepare(IReadOnlyList<int> nodes)
    {
        if (_proposers is { } proposers)
        {
            Give(nodes, "eth/v1/validator/prepare_beacon_proposer", RemoteBodies.Prepared(_own, proposers));
        }
    }

    private void Subscribe(string route, byte[] body) => Give(_order, $"eth/v1/validator/{route}", body);

    // To each node by itself: whichever is asked later has to be prepared.
    private void Give(IReadOnlyList<int> nodes, string path, byte[] body)
    {
        const int EmptyList = 2;
        foreach (var node in body.Length > EmptyList ? nodes : [])
        {
            _client.Ask([node], BeaconQuestion.Post(body, path), Deadline).PipeBack(
                Context.System,
                Self,
                given => new Given(path, given.Answer.IsRefusal ? given.Answer.Reason() : null, given.Failed),
                fault => new Given(path, fault.Message, []));
        }
    }

    private void OnGiven(Given given)
    {
        Say(given.Path, given.Refusal);
        Fail(given.Failures);
    }

    private void Fail(IReadOnlyList<BeaconNodeFailed> failures)
    {
        foreach (var failed in failures)
        {
            _nodes.Tell(failed);
        }
    }

    // The same problem is told once, until it is over.
    private void Say(string what, string? problem)
    {
        if (problem is null)
        {
            _problems.Remove(what);
        }
        else if (_problems.GetValueOrDefault(what) != problem)
        {
            _problems[what] = problem;
            _log.Warning("{0}: {1}", what, problem);
        }
    }

    private sealed record Given(string Path, string? Refusal, IReadOnlyList<BeaconNodeFailed> Failures);
}
