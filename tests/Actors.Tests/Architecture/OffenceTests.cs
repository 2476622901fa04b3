using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>
/// Each place that lets a peer pay or leaves it, with why that is the peer's own doing: one that is added has to say so here, and in
/// docs/network.md ("What a peer pays for").
/// </summary>
public sealed class OffenceTests
{
    private static readonly string[] Marks = ["PeerOffence.", "new LeavePeer(", "Leave(link", "Leave(_peers", "Offend("];

    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["Actors/Columns/BlobsActor.Backfill.cs"] = "a blob that does not belong to its block, which is stored",
        ["Actors/Columns/ColumnsActor.Backfill.cs"] = "a column that does not belong to its block, which is stored",
        ["Actors/Network/NetworkActor.cs"] = "a refusal by nothing outside the block",
        ["Actors/Network/NetworkActor.Gossip.cs"] = "a verdict by the state of the message's slot",
        ["Actors/Network/NetworkActor.Requests.cs"] = "another fork digest by the clock, give or take a slot, or another finalized block",
        ["Actors/Network/PeerLedger.cs"] = "the points; and a gossip message that was rejected",
        ["Actors/Network/Requests/RequestsActor.Asking.cs"] =
            "what was not asked for; silence while others are heard, less the time in which this node stood still; an error of its own",
        ["Actors/Network/Requests/RequestsActor.Serving.cs"] = "a request that is none; more at once than the specification allows",
        ["Actors/Network/Requests/RequestsActor.Upkeep.cs"] = "pings in a row that were not answered; it costs no points and is no ban",
        ["Actors/Network/Wire/WireActor.cs"] = "what other places decided",
        ["Actors/Network/Wire/WireActor.Gossip.cs"] = "bytes that are no RPC; a score below the graylist, by the router",
        ["Actors/Network/Wire/WireActor.Peers.cs"] = "more peers than the target: no points, no ban",
        ["Actors/Network/Wire/WireActor.Requests.cs"] = "bytes that are no request or answer; half a request for 10 s, twice where late",
        ["Actors/Network/Wire/WireActor.Streams.cs"] =
            "frames that are none, or half a frame for a minute, twice where late; taking nothing",
        ["Actors/Sync/Backfill.Asking.cs"] = "a range of blocks that is no chain",
        ["Actors/Sync/Backfill.Envelopes.cs"] = "an envelope that the bid of its block, which the chain proves, has not promised",
        ["Actors/Sync/Backfill.Linking.cs"] = "a block that nobody signed; a block left out of slots that it claims to have",
        ["Actors/Sync/BackfillActor.Owed.cs"] = "an envelope that the bid of its stored block has not promised",
        ["Actors/Sync/RangeStep.cs"] = "the offence's kind",
        ["Actors/Sync/RangeSync.cs"] = "a block that the transition refuses; slots called empty that another's imported blocks are in",
        ["Actors/Sync/RangeFetch.Stages.cs"] = "blocks or envelopes of other slots; no block up to a head that it claims",
        ["Actors/Sync/SyncActor.cs"] = "what it named and has not, nor anybody",
        ["Actors/Sync/SyncActor.Wanted.cs"] = "what is not the block of the root; a block that the transition refuses, a branch's once",
        ["Interop/Gossipsub"] = "the rules of gossipsub, P4 and P7; a promise waits longer by the time in which the router stood still",
    };

    [Fact]
    public void EachPlaceIsKnown()
    {
        var root = Path.Combine(Repository.Root, "src");
        var found = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(root, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(static file => !file.Name.Contains("/obj/", StringComparison.Ordinal) && Marks.Any(file.Text.Contains))
            .Select(static file => file.Name.StartsWith("Interop/Gossipsub", StringComparison.Ordinal) ? "Interop/Gossipsub" : file.Name)
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(Places.Keys.Order(StringComparer.Ordinal), found);
        Assert.All(Places.Values, static why => Assert.NotEmpty(why));
    }
}
