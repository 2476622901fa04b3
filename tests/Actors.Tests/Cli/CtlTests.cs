using System.Net;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`ctl` against answers of a node, well formed and not.</summary>
public sealed class CtlTests
{
    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["/eth/v1/beacon/headers/head"] = """{"data":{"root":"0xaa","header":{"message":{"slot":"7"}}}}""",
        ["/eth/v1/beacon/states/head/finality_checkpoints"] =
            """{"data":{"current_justified":{"epoch":"2","root":"0xbb"},"finalized":{"epoch":"1","root":"0xcc"}}}""",
        ["/eth/v1/node/syncing"] =
            """{"data":{"head_slot":"7","sync_distance":"1","is_syncing":false,"is_optimistic":false,"el_offline":true}}""",
        ["/eth/v1/node/peers"] =
            """
            {"data":[{"peer_id":"16Uiu2","state":"connected","direction":"inbound",
            "last_seen_p2p_address":"/ip4/1.2.3.4/tcp/9\u001b[2J"}]}
            """,
        ["/consensoor/v1/duties/why?slot=7"] =
            """
            {"data":{"slot":"7","blocks":[{"root":"0xaa","seen_at":"T1","imported_at":"T2","head_at":null}],"duties":[
            {"duty":"attestation","validator_index":"3","done":true},
            {"duty":"block","validator_index":"4","done":false,"reason":"too late"}]}}
            """,
        ["/consensoor/v1/sync/why"] =
            """{"data":[{"part":"range","is_running":false,"reason":"all is here","from_slot":"7","to_slot":"8","wanted":[]}]}""",
        ["/consensoor/v1/actors"] =
            """
            {"data":{"at":"T0","actors":[{"path":"node/chain","waiting":3,"taken":9,"rate":1.5,"oldest_ms":20.1,"restarts":1,
            "last_failure":"it \u001b[2J fell CSI","failed_at":"T1","on_restart":"built anew"},
            {"path":"node","waiting":0,"taken":1,"rate":0,"oldest_ms":0,"restarts":0,"last_failure":null},
            {"path":"lost/child","waiting":0,"rate":0,"oldest_ms":0,"restarts":0},
            {"path":"node-2","waiting":0,"rate":0,"oldest_ms":0,"restarts":0}],
            "queues":[{"queue":"pool","count":5,"bound":64,"dropped":2}]}}
            """.Replace("CSI", "\u009b", StringComparison.Ordinal),
        ["/consensoor/v1/health/live"] = """{"data":{"status":"ok"}}""",
    };

    [Theory]
    [InlineData("head", "head       0xaa slot 7|justified  0xbb epoch 2|finalized  0xcc epoch 1|syncing    false, 1 slots behind")]
    [InlineData("sync", "range      rests, slots 7 to 8: all is here")]
    [InlineData("peers", "/ip4/1.2.3.4/tcp/9\\u001B[2J|1 connected of 1 known")]
    [InlineData(
        "duties",
        "slot 7|block 0xaa seen T1 imported T2 head -|attestation              validator 3        done|"
            + "block                    validator 4        missed: too late")]
    [InlineData("duties --slot 7", "slot 7")]
    [InlineData(
        "actors",
        "lost/child  |node  |\n  chain  |3        1.5       20.1        1|failed at T1: it \\u001B[2J fell|on a restart: built anew"
            + "|pool                                   5 of 64, 2 dropped")]
    [InlineData("health", "well")]
    public async Task Answers_become_lines(string command, string lines)
    {
        await using var node = await Node.Start(Answers);
        var run = await CliRun.Of(["ctl", .. command.Split(' '), "--beacon-node-url", node.Url]);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        Assert.All(lines.Split('|'), line => Assert.Contains(line, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', run.Output);
        var json = await CliRun.Of(["ctl", .. command.Split(' '), "--json", "--beacon-node-url", node.Url]);
        Assert.True(json.Code == ExitCodes.Done, json.Error);
        Assert.All(json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => JsonDocument.Parse(line).Dispose());
        Assert.DoesNotContain('\u009b', json.Output);
    }

    [Fact]
    public async Task A_node_that_is_not_there_or_not_well_is_the_exit_code()
    {
        await CliRun.Refuses(CliRun.Of("ctl", "health", "--beacon-node-url", "http://127.0.0.1:1"), "127.0.0.1");
        await using var node = await Node.Start(Answers);
        await CliRun.Refuses(CliRun.Of("ctl", "health", "--ready", "--beacon-node-url", node.Url), "503");
        await CliRun.Refuses(CliRun.Of("ctl", "duties", "--slot", "8", "--beacon-node-url", node.Url), "503");
    }

    /// <summary>What is not of the shape is a dash and no exception.</summary>
    [Theory]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":5}")]
    [InlineData("{\"data\":[[],{},null,\"\\ud800\"]}")]
    [InlineData("{\"data\":{\"root\":\"\\ud800\",\"header\":[]}}")]
    [InlineData("{\"data\":{\"\\ud800aaaaaaaaaaaaaaaaa\":1}}")]
    [InlineData("{\"data\":[{\"\\ud800aaaaaaaaaaaaaaaaa\":1}]}")]
    [InlineData("{\"data\":{\"actors\":[{\"path\":\"\\ud800\",\"waiting\":[]},{\"path\":\"////\"},7],\"queues\":[null]}}")]
    [InlineData("[]")]
    [InlineData("x")]
    public async Task Whatever_a_node_answers_there_is_no_fault(string body)
    {
        await using var node = await Node.Start(Answers.Keys.ToDictionary(static key => key, _ => body));
        foreach (var command in (string[])["head", "sync", "peers", "duties", "duties --slot 7", "actors"])
        {
            var run = await CliRun.Of(["ctl", .. command.Split(' '), "--beacon-node-url", node.Url]);
            Assert.True(run.Code is ExitCodes.Done or ExitCodes.Refused, $"{command}: {run.Code} {run.Error}");
        }
    }

    /// <summary>Without the slot of its head there is nothing to ask about.</summary>
    [Fact]
    public async Task Duties_of_a_node_that_does_not_say_its_head_are_refused()
    {
        await using var node = await Node.Start(new() { ["/eth/v1/node/syncing"] = """{"data":{"sync_distance":"1"}}""" });
        await CliRun.Refuses(CliRun.Of("ctl", "duties", "--beacon-node-url", node.Url), "eth/v1/node/syncing", "head_slot");
    }

    /// <summary>The variable is a list for `validators`, and the first of it is asked here.</summary>
    [Fact]
    public async Task The_first_of_a_list_of_nodes_is_asked()
    {
        await using var node = await Node.Start(Answers);
        var list = $"{node.Url},http://127.0.0.1:1/";
        var run = await CliRun.Of(new Dictionary<string, string> { ["CONSENSOOR_BEACON_NODE_URL"] = list }, "ctl", "health");
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        (await CliRun.Of("ctl", "health", "--beacon-node-url", $"{node.Url},x")).IsRefused(ExitCodes.BadCommandLine, "--beacon-node-url");
    }

    private sealed class Node(HttpListener listener, Task serving, string url) : IAsyncDisposable
    {
        public string Url => url;

        public static Task<Node> Start(Dictionary<string, string> answers)
        {
            var url = $"http://127.0.0.1:{FreePort.Next()}/";
            var listener = new HttpListener();
            listener.Prefixes.Add(url);
            listener.Start();
            return Task.FromResult(new Node(listener, Serve(listener, answers), url));
        }

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await serving;
        }

        private static async Task Serve(HttpListener listener, Dictionary<string, string> answers)
        {
            while (true)
            {
                try
                {
                    var http = await listener.GetContextAsync();
                    var isKnown = answers.TryGetValue(http.Request.RawUrl!, out var body);
                    http.Response.StatusCode = isKnown ? 200 : 503;
                    http.Response.ContentType = "application/json";
                    body ??= """{"code":503,"message":"not well"}""";
                    http.Response.Close(System.Text.Encoding.UTF8.GetBytes(body), willBlock: false);
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
