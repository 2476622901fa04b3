using System.Globalization;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// Asks several beacon nodes over their API by <see cref="BeaconHttp"/>, one after the other in an order that is given, until one has an
/// answer of use. Each answer is bounded in time and bytes; nothing but a cancellation of the caller's own is thrown. Holds no state of the
/// nodes, and may be used by any thread.
/// </summary>
public sealed class BeaconClient : IDisposable
{
    private const string Version = "Eth-Consensus-Version";

    private readonly BeaconHttp _http;
    private readonly BeaconServer[] _nodes;
    private readonly TimeProvider _time;

    /// <summary>Nodes by their URLs, which end in a slash, over a handler that is disposed of with it; times are told by a clock.</summary>
    public BeaconClient(IReadOnlyList<Uri> urls, TimeProvider time, HttpMessageHandler? handler = null)
    {
        (_nodes, _time) = ([.. urls.Select(static url => new BeaconServer(url))], time);
        _http = new BeaconHttp(time, TimeSpan.FromSeconds(2), handler);
    }

    /// <summary>The nodes' hosts and ports, in the order of their URLs.</summary>
    public IReadOnlyList<string> Names => [.. _nodes.Select(static node => node.Name)];

    /// <summary>Asks nodes, by their places, and gives the first answer of use, or the last that is none.</summary>
    public Task<BeaconReading<BeaconAnswer>> Ask(IReadOnlyList<int> order, BeaconQuestion question, TimeSpan deadline) =>
        Read(order, question, deadline, static answer => answer);

    /// <summary>
    /// Asks nodes, by their places, until one gives an answer of success that can be read, or refuses. Where reading throws
    /// <see cref="InvalidDataException"/> the node has failed. All nodes together have until the deadline, each an equal share of what is
    /// left.
    /// </summary>
    public async Task<BeaconReading<T>> Read<T>(
        IReadOnlyList<int> order, BeaconQuestion question, TimeSpan deadline, Func<BeaconAnswer, T> read)
        where T : class
    {
        var failed = new List<BeaconNodeFailed>();
        var last = new BeaconAnswer(null, "", null, [], "no beacon node is of use now");
        var begun = _time.GetTimestamp();
        for (var place = 0; place < order.Count; place++)
        {
            var share = (deadline - _time.GetElapsedTime(begun)) / (order.Count - place);
            if (share <= TimeSpan.Zero)
            {
                break;
            }

            last = await Ask(order[place], question, share);
            if (last.IsGood)
            {
                try
                {
                    return new BeaconReading<T>(read(last), last, failed);
                }
                catch (InvalidDataException e)
                {
                    last = last with { Problem = $"{last.Name}: {e.Message}" };
                }
            }
            else if (last.IsRefusal || last.IsUnknownRoute)
            {
                break;
            }

            failed.Add(new BeaconNodeFailed(order[place], last.Reason()));
        }

        return new BeaconReading<T>(null, last, failed);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // All paths together have until the deadline.
    private async Task<BeaconAnswer> Ask(int index, BeaconQuestion question, TimeSpan deadline)
    {
        var (node, begun) = (_nodes[index], _time.GetTimestamp());
        for (var place = 0; ; place++)
        {
            var left = deadline - _time.GetElapsedTime(begun);
            var reply = left > TimeSpan.Zero
                ? await _http.Send(
                    node, Request(index, question, question.Paths[place]), new BeaconBounds(question.MostBytes, question.MostBytes, left))
                : BeaconReply.Refused(BeaconProblem.TooSlow, "");
            if (reply.Refusal is { } refusal)
            {
                return new BeaconAnswer(index, node.Name, null, [], $"{node.Name}: {Said(refusal, deadline)}");
            }

            var header = question.WantedHeader is { } wanted ? reply.Header(wanted) : null;
            var answer = new BeaconAnswer(index, node.Name, reply.Status, reply.Body, null) { Header = header };
            if (!answer.IsUnknownRoute || place == question.Paths.Count - 1)
            {
                return answer;
            }
        }
    }

    private static string Said(BeaconRefusal refusal, TimeSpan deadline) => refusal.Problem switch
    {
        BeaconProblem.TooSlow => $"no answer within {deadline.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        BeaconProblem.TooLong => $"an answer of {refusal.Text}",
        _ => refusal.Text,
    };

    private static BeaconRequest Request(int index, BeaconQuestion question, string path)
    {
        var headers = new List<(string, string)>();
        if (question.Fork is { } fork)
        {
            headers.Add((Version, fork.Text()));
        }

        if (question.Header is { } header && (question.HeaderTo ?? index) == index)
        {
            headers.Add(header);
        }

        return new BeaconRequest(question.Method, path, BeaconRequest.Json)
        {
            Body = question.Body is { } body ? new ReadOnlyMemory<byte>(body) : null,
            Headers = headers,
        };
    }
}
