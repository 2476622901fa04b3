using System.Net;
using System.Text;
using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Slots;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting.Checkpoints;

/// <summary>A checkpoint is taken from a server that is right; a wrong one is refused, and it is said what was wrong.</summary>
public sealed class CheckpointServerTests
{
    private const string FinalizedState = "/eth/v2/debug/beacon/states/finalized";
    private const string Octets = "application/octet-stream";
    private const string Finality = "/eth/v1/beacon/states/head/finality_checkpoints";

    private static readonly CheckpointPatience Short = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1), 1, TimeSpan.Zero);
    private static readonly byte[] State = CheckpointSamples.State.ToSsz(CheckpointSamples.State.Ssz);

    private static readonly Dictionary<string, (CheckpointProblem Problem, string Says, Func<string, RawReply?> Answer)> Bad = new()
    {
        ["knows no state"] = (CheckpointProblem.Status, "404", static _ => null),
        ["is not ready"] = (CheckpointProblem.Status, "503", OfState(RawServer.Reply([], "application/json", 503))),
        ["shows a page"] = (CheckpointProblem.MediaType, "text/html", OfState(RawServer.Reply("<html>"u8.ToArray(), "text/html"))),
        ["gives JSON"] = (CheckpointProblem.MediaType, "gives no SSZ", OfState(RawServer.Reply("{}"u8.ToArray(), "application/json"))),
        ["shows a page as bytes"] =
            (CheckpointProblem.Malformed, "no BeaconState", OfState(CheckpointSamples.OfFork(Encoding.ASCII.GetBytes(Page)))),
        ["packs"] =
            (CheckpointProblem.MediaType, "packed", OfState(RawServer.Reply([1], Octets, 200, "Content-Encoding: gzip"))),
        ["is empty"] = (CheckpointProblem.Malformed, "0 bytes", OfState(CheckpointSamples.OfFork([]))),
        ["cuts the state"] = (CheckpointProblem.Malformed, "no BeaconState", OfState(CheckpointSamples.OfFork(State[..^1]))),
        ["adds to the state"] = (CheckpointProblem.Malformed, "no BeaconState", OfState(CheckpointSamples.OfFork([.. State, 0]))),
        ["ends early"] = (CheckpointProblem.Truncated, "ends before", OfState(new([.. RawServer.Head(State.Length), .. State[..5000]]))),
        ["tells a terabyte"] = (CheckpointProblem.TooLong, "at most", OfState(new(RawServer.Head(1L << 40)))),
        ["sends without end"] = (CheckpointProblem.TooLong, "more than", OfBlock(new([.. Endless, .. new byte[65 << 20]], Hangs: true))),
        ["never answers"] = (CheckpointProblem.TooSlow, "sends nothing", OfState(new([], Hangs: true))),
        ["stops in the middle"] =
            (CheckpointProblem.TooSlow, "sends nothing", OfState(new([.. RawServer.Head(State.Length), .. State[..5000]], Hangs: true))),
        ["hangs up"] = (CheckpointProblem.Truncated, "ends before", OfState(new([]))),
        ["speaks no HTTP"] = (CheckpointProblem.Unreachable, "states/finalized", OfState(new("SSH-2.0-x\r\n\r\n"u8.ToArray()))),
        ["sends in a circle"] = (CheckpointProblem.Redirect, "more than 5", OfState(To("/eth/v2/debug/beacon/states/finalized"))),
        ["sends to a file"] = (CheckpointProblem.Redirect, "file:///etc", OfState(To("file:///etc/passwd"))),
        ["sends nowhere"] = (CheckpointProblem.Redirect, "nowhere", OfState(RawServer.Reply([], "x/y", 302))),
        ["names no fork"] = (CheckpointProblem.OtherChain, "is osaka", OfState(CheckpointSamples.OfFork(State, "osaka"))),
        ["names another fork"] = (CheckpointProblem.OtherChain, "of fulu", OfState(CheckpointSamples.OfFork(State, "fulu"))),
        ["has not the block"] = (CheckpointProblem.Status, "beacon/blocks", OfState(CheckpointSamples.OfFork(State))),
        ["gives a block that nobody signed"] = (CheckpointProblem.Inconsistent, "the signature of block", OfBlock(
            CheckpointSamples.OfFork((CheckpointSamples.Block with { Signature = default }).ToSsz(CheckpointSamples.State.Ssz)))),
        ["gives another block"] = (CheckpointProblem.Inconsistent, "of slot", OfBlock(
            CheckpointSamples.OfFork(CheckpointSamples.Chain.Blocks[3].ToSsz(CheckpointSamples.State.Ssz)))),
    };

    public static TheoryData<string> Wrongs => [.. Bad.Keys];

    private static string Page => "<!doctype html><html><head><title>Sign in to the network, please</title></head></html>";

    private static byte[] Endless => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/octet-stream\r\n\r\n"u8.ToArray();

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_server_that_is_wrong_is_refused_and_it_is_said_how(string server)
    {
        var (problem, says, answer) = Bad[server];
        await using var raw = new RawServer(answer);
        var patience = problem == CheckpointProblem.TooSlow ? Short : Short with { Silence = TimeSpan.FromSeconds(20) };
        var result = await Fetch(raw.Url, patience: patience);
        Assert.True(result.Refusal?.Problem == problem, $"{result.Refusal?.Problem}: {result.Refusal}");
        Assert.Contains(says, result.Refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_another_chain_or_against_itself_is_refused_before_its_block_is_asked_for()
    {
        foreach (var (state, problem, says) in CheckpointCheckTests.WrongStates())
        {
            await using var raw = new RawServer(
                path => path == FinalizedState ? CheckpointSamples.OfFork(state.ToSsz(state.Ssz)) : CheckpointSamples.Right(path));
            var result = await Fetch(raw.Url);
            Assert.True(result.Refusal?.Problem == problem, $"{says}: {result.Refusal}");
            Assert.Contains(says, result.Refusal!.Text, StringComparison.Ordinal);
            Assert.Single(raw.Asked);
        }
    }

    [Fact]
    public async Task The_state_its_block_and_its_payload_are_fetched()
    {
        await using var raw = new RawServer(CheckpointSamples.Right);
        var anchor = (await Fetch(raw.Url)).Value!;
        Assert.Equal(CheckpointSamples.Anchor.Checkpoint, anchor.Checkpoint);
        Assert.Equal(CheckpointSamples.Root, anchor.Block.Message.HashTreeRoot(CheckpointSamples.State.Ssz));
        Assert.Equal(CheckpointSamples.Block.Message.StateRoot, anchor.State.HashTreeRoot());
        Assert.Equal(CheckpointSamples.Root, anchor.Envelope!.Message.BeaconBlockRoot);
        Assert.All(raw.Asked, static head => Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_withheld_payload_is_no_refusal()
    {
        await using var raw = new RawServer(
            static path => path.Contains("envelopes", StringComparison.Ordinal) ? null : CheckpointSamples.Right(path));
        Assert.Null((await Fetch(raw.Url)).Value!.Envelope);
    }

    /// <summary>The first one that is kept of a block stays: a forged one would keep the right one out, and go to peers.</summary>
    [Fact]
    public async Task A_forged_payload_is_as_if_there_was_none()
    {
        var right = CheckpointSamples.Envelope;
        var payload = right.Message.Payload;
        foreach (var envelope in new[]
        {
            right with { Signature = CheckpointSamples.Block.Signature },
            right with { Message = right.Message with { Payload = payload with { GasUsed = payload.GasUsed + 1 } } },
            right with { Message = right.Message with { BuilderIndex = 3 } },
            CheckpointSamples.Chain.Envelopes[0],
        })
        {
            await using var raw = new RawServer(path => path.Contains("envelopes", StringComparison.Ordinal)
                ? CheckpointSamples.OfFork(envelope.ToSsz(CheckpointSamples.State.Ssz)) : CheckpointSamples.Right(path));
            Assert.Null((await Fetch(raw.Url)).Value!.Envelope);
        }
    }

    [Fact]
    public async Task A_state_that_was_advanced_over_skipped_slots_is_asked_for_again_by_its_blocks_slot()
    {
        var ahead = SlotProcessing.ProcessSlots(CheckpointSamples.State.Copy(), 16, AcceptAllVerifier.Instance).State!;
        var own = $"/eth/v2/debug/beacon/states/{CheckpointSamples.State.Slot}";
        RawReply? Answer(string path) => path == FinalizedState ? CheckpointSamples.OfFork(ahead.ToSsz(ahead.Ssz))
            : CheckpointSamples.Right(path == own ? FinalizedState : path);
        await using var raw = new RawServer(Answer);
        var anchor = (await Fetch(raw.Url, slot: 17)).Value!;
        Assert.Equal(CheckpointSamples.State.Slot, anchor.State.Slot);
        Assert.Equal((2UL, CheckpointSamples.Root), (anchor.Checkpoint.Epoch, anchor.Checkpoint.Root));

        await using var without = new RawServer(path => path == own ? null : Answer(path));
        Assert.Contains(own, (await Fetch(without.Url, slot: 17)).Refusal!.Text, StringComparison.Ordinal);
    }

    /// <summary>Where epochs went by without a block only the server knows the checkpoint's; what cannot be is not believed.</summary>
    [Theory]
    [InlineData("""{"data":{"finalized":{"epoch":"3","root":"ROOT"}}}""", 3)]
    [InlineData("""{"data":{"finalized":{"epoch":"1","root":"ROOT"}}}""", 2)]
    [InlineData("""{"data":{"finalized":{"epoch":"5","root":"ROOT"}}}""", 2)]
    [InlineData("""{"data":{"finalized":{"epoch":"3","root":"0x00"}}}""", 2)]
    [InlineData("""{"data":{"finalized":{"epoch":3,"root":"ROOT"}}}""", 2)]
    [InlineData("""{"data":[]}""", 2)]
    [InlineData("<html>", 2)]
    public async Task The_epoch_of_the_checkpoint_is_the_servers_where_that_can_be(string finality, ulong epoch)
    {
        var text = finality.Replace("ROOT", CheckpointSamples.Root.ToString(), StringComparison.Ordinal);
        await using var raw = new RawServer(
            path => path == Finality ? RawServer.Reply(Encoding.ASCII.GetBytes(text), "application/json") : CheckpointSamples.Right(path));
        Assert.Equal(epoch, (await Fetch(raw.Url, slot: 35)).Value!.Checkpoint.Epoch);
    }

    [Fact]
    public async Task A_password_goes_to_the_server_and_not_where_it_sends()
    {
        await using var other = new RawServer(CheckpointSamples.Right);
        await using var first = new RawServer(path => To(new Uri(other.Url, path).ToString()));
        var url = new UriBuilder(first.Url) { UserName = "me", Password = "s%20t" }.Uri;
        Assert.NotNull((await Fetch(url)).Value);
        var basic = "Basic " + Convert.ToBase64String("me:s t"u8);
        Assert.All(first.Asked, head => Assert.Contains(basic, head, StringComparison.Ordinal));
        Assert.All(other.Asked, static head => Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_server_below_a_path_is_asked_there()
    {
        await using var raw = new RawServer(static path =>
            path.StartsWith("/node/a/", StringComparison.Ordinal) ? CheckpointSamples.Right(path["/node/a".Length..]) : null);
        Assert.NotNull((await Fetch(new Uri(raw.Url, "node/a/"))).Value);
    }

    [Fact]
    public async Task A_server_that_drips_is_given_up_when_its_time_is_over()
    {
        await using var raw = new RawServer(OfState(new([.. RawServer.Head(State.Length), .. State[..5000]], Hangs: true)));
        var result = await Fetch(raw.Url, patience: Short with { Silence = TimeSpan.FromMinutes(1), Answer = TimeSpan.FromSeconds(1) });
        Assert.Equal(CheckpointProblem.TooSlow, result.Refusal?.Problem);
        Assert.Contains("has not answered within 1 s", result.Refusal!.Text, StringComparison.Ordinal);
    }

    /// <summary>What will be the same the next time is asked for once.</summary>
    [Theory]
    [InlineData(429, 3)]
    [InlineData(502, 3)]
    [InlineData(503, 3)]
    [InlineData(404, 1)]
    [InlineData(500, 1)]
    public async Task A_server_that_is_not_ready_is_asked_again(int status, int asked)
    {
        var refusals = 2;
        await using var raw = new RawServer(path => path == FinalizedState && refusals-- > 0
            ? RawServer.Reply([], "application/json", status) : CheckpointSamples.Right(path));
        var patient = Short with { Tries = 3, Wait = TimeSpan.FromMilliseconds(1), Silence = TimeSpan.FromSeconds(20) };
        var result = await Fetch(raw.Url, patience: patient);
        Assert.Equal(asked > 1, result.Value is not null);
        Assert.Equal(asked > 1 ? null : (HttpStatusCode?)status, result.Refusal?.Status);
        Assert.Equal(asked, raw.Asked.Count(static head => head.Contains(FinalizedState, StringComparison.Ordinal)));
    }

    private static Func<string, RawReply?> OfState(RawReply reply) => path => path == FinalizedState ? reply : null;

    private static Func<string, RawReply?> OfBlock(RawReply reply) => path =>
        path.StartsWith("/eth/v2/beacon/blocks/", StringComparison.Ordinal) ? reply : CheckpointSamples.Right(path);

    private static RawReply To(string location) => RawServer.Reply([], "text/plain", 307, $"Location: {location}");

    private static async Task<CheckpointResult<CheckpointAnchor>> Fetch(
        Uri url, ulong? slot = null, CheckpointPatience? patience = null)
    {
        using var client = CheckpointHttp.NewClient();
        var http = new CheckpointHttp(client, url, patience ?? Short with { Silence = TimeSpan.FromSeconds(20) });
        return await new CheckpointServer(http, CheckpointSamples.Rules(slot)).Fetch(CancellationToken.None);
    }
}
