using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Kzg;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `faults`: in some slots whoever proposes does wrong on purpose, each time another way; later one node of four votes wrongly, lies in its
/// status and sends blobs that do not hold. Honest nodes slash the equivocator, leave the slot of a payload that is withheld or wrong
/// empty, take what is late, leave the liar, score who sent bad blobs, and finalize all the while.
/// </summary>
public static class WrongOnPurpose
{
    private const int Skipped = 10, Withheld = 13, Late = 16, ToHalf = 19, Wrong = 22, Delayed = 25, Equivocated = 28;
    private const int Epochs = 14, Last = (Epochs * DevnetShape.SlotsPerEpoch) - 1, BlobsFrom = 72, BlobsTo = 95;
    private const string Liar = "node-3";

    private static readonly string Plan = string.Join(
        "; ",
        $"skip-proposal slots={Skipped}",
        $"withhold-payload slots={Withheld}",
        $"reveal-late slots={Late}",
        $"reveal-to-half slots={ToHalf}",
        $"wrong-withdrawals slots={Wrong}",
        $"delay slots={Delayed}",
        $"equivocate slots={Equivocated}");

    private static readonly Lazy<PooledBlob> Blob =
        new(static () => PooledBlob.Create(new ManagedKzg(), new byte[KzgSizes.BytesPerBlob], out _)!);

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe()
    {
        var shape = new DevnetShape(Nodes: 4)
        {
            Bls = KeyedBls.Shared,
            Hocon = $"""
                consensoor.simulation.wire = libp2p
                consensoor.faults.enabled = on
                consensoor.faults.plan = "{Plan}"
                """,
        };
        var scenario = Devnet.Scenario("faults", shape, Epochs)
            .DoWrong(Liar, 32, "wrong-ptc-vote slots=32-39", "lie-in-status slots=44-52", $"bad-blobs slots={BlobsFrom}-{BlobsTo}")
            .At(BlobsFrom, $"{Liar} has a blob to send in every slot until {BlobsTo}", HaveBlobs, TimeSpan.FromSeconds(-1))
            .Expect(HeadWithin(8, Liar), FinalityWithin(5).Between(40, BlobsFrom), NoErrors)
            .ExpectAt(Last, "honest nodes have finalized three epochs before the last", static run => OfHonest(
                run, static node => !(node.Finalized?.Epoch >= Epochs - 4)))
            .ExpectAt(Last, "honest nodes have one head", static run =>
                run.Nodes.Where(static node => node.Key != Liar).Select(static node => node.Value.Head?.Root).Distinct().Count() == 1
                    ? null : "they have several");
        foreach (var kind in Enum.GetValues<FaultKind>().Except([FaultKind.DoubleBid, FaultKind.UnpayableBid]))
        {
            scenario.ExpectBy(Last, $"{kind} is done", run =>
                run.Nodes.Values.Any(node => node.Faults.Any(fault => fault.Kind == kind)) ? null : "it was not");
        }

        return scenario
            .ExpectAt(Skipped + 1, "there is no block in the slot that is skipped", static run => OfAny(
                run, static node => node.Imports.ContainsKey(Skipped)))
            .ExpectAt(Withheld + 2, "a slot whose payload is withheld stays empty", static run => OfAny(run, HasPayload(Withheld)))
            .ExpectAt(Late, "a payload that is late is not there in its slot", static run => OfAny(run, HasPayload(Late)))
            .ExpectBy(Late + 2, "a payload that is late is taken", static run => OfAny(run, Not(HasPayload(Late))))
            .ExpectBy(ToHalf + 2, "a payload that half of the nodes was shown comes to all", static run => OfAny(
                run, Not(HasPayload(ToHalf))))
            .ExpectAt(Wrong + 2, "a slot whose payload has wrong withdrawals stays empty", static run => OfAny(run, HasPayload(Wrong)))
            .ExpectAt(Delayed, "a block that is late is not there in its slot", static run => OfAny(
                run, static node => node.Imports.ContainsKey(Delayed)))
            .ExpectBy(Delayed + 2, "a block that is late is taken", static run => OfAny(
                run, static node => !node.Imports.ContainsKey(Delayed)))
            .ExpectBy(Equivocated + 12, "who proposed twice is slashed, by a slashing in a block", static run => OfAny(
                run, static node => node.Head?.State.Validators.Any(static validator => validator.Slashed) != true
                    || !node.Blocks.Any(static block => block.Message.Body.ProposerSlashings.Count > 0)))
            .ExpectBy(54, "the liar is left by all others", static run => OfHonest(run, static node => !node.Left.ContainsKey(Liar)))
            .ExpectBy(BlobsTo + 2, "who sent bad blobs has a score below zero", static run => OfHonest(
                run, static node => !(node.Scores.GetValueOrDefault(Liar) < 0)));
    }

    private static void HaveBlobs(ScenarioRun<DevnetNode> run)
    {
        for (var slot = BlobsFrom; slot <= BlobsTo; slot++)
        {
            run.World.After(run.SlotTime * (slot - BlobsFrom), () => run.Nodes[Liar].Mempool.SubmitBlob(Blob.Value));
        }
    }

    private static Func<DevnetNode, bool> HasPayload(Slot slot) =>
        node => node.Envelopes.Any(envelope => envelope.Message.Payload.SlotNumber == slot);

    private static Func<DevnetNode, bool> Not(Func<DevnetNode, bool> of) => node => !of(node);

    private static string? OfHonest(ScenarioRun<DevnetNode> run, Func<DevnetNode, bool> isWrong) => Of(run, isWrong, Liar);

    private static string? OfAny(ScenarioRun<DevnetNode> run, Func<DevnetNode, bool> isWrong) => Of(run, isWrong, null);

    private static string? Of(ScenarioRun<DevnetNode> run, Func<DevnetNode, bool> isWrong, string? except) =>
        run.Nodes.Where(node => node.Key != except && isWrong(node.Value)).Select(static node => node.Key).ToArray()
            is { Length: > 0 } names ? $"not so at {string.Join(", ", names)}"
            : null;
}
