using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Interests;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Interests;

/// <summary>Tests that interests are published to who asks, and that their number survives restarts and damaged files.</summary>
public sealed class InterestsActorTests : PatientKit
{
    private static readonly ChainSpec Spec = Networks.Find("mainnet")!;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly TestProbe _probe;

    public InterestsActorTests()
    {
        _probe = CreateTestProbe();
        Sys.EventStream.Subscribe(_probe, typeof(InterestsChanged));
    }

    [Fact]
    public void ItAnswersWhoAsksAndPublishesWhatChanged()
    {
        Start(new KeptInMemory());
        var first = Next();
        Sys.EventStream.Publish(GetInterests.Instance);
        Assert.Equal(first, Next());
        Sys.EventStream.Publish(new CustodyChanged(8, [0, 1, 2, 3, 4, 5, 6, 7]));
        var changed = Next();
        Assert.Equal((8UL, first.MetaData.SeqNumber + 1), (changed.MetaData.CustodyGroupCount, changed.MetaData.SeqNumber));
        Sys.EventStream.Publish(new CustodyChanged(8, [0, 1, 2, 3, 4, 5, 6, 7]));
        _probe.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void CustodyThatHasGrownOutlivesAFailure()
    {
        var actor = Start(new KeptInMemory());
        Next();
        Sys.EventStream.Publish(new CustodyChanged(8, [0, 1, 2, 3, 4, 5, 6, 7]));
        var before = Next();
        actor.Tell(new CustodyChanged(9, null!));
        Assert.Equal(before.MetaData, Next().MetaData);
    }

    [Fact]
    public void ItsNumberIsThatOfTheFileAndADamagedFileIsNone()
    {
        var file = Path.Combine(_folder, "metadata");
        var actor = Start(new KeptInFile(file));
        Next();
        Sys.EventStream.Publish(new CustodyChanged(8, []));
        Assert.Equal(101UL, Next().MetaData.SeqNumber);
        Restart(ref actor, file);
        // All columns again, before custody says anything.
        Assert.Equal(102UL, Next().MetaData.SeqNumber);
        Restart(ref actor, file);
        Assert.Equal(102UL, Next().MetaData.SeqNumber);
        foreach (var damaged in (byte[][])[[], [1, 2, 3], new byte[26], new byte[5000]])
        {
            File.WriteAllBytes(file, damaged);
            Restart(ref actor, file);
            Assert.Equal(100UL, Next().MetaData.SeqNumber);
            Assert.Equal(25, new FileInfo(file).Length);
        }

        File.Delete(file);
        Directory.CreateDirectory(file);
        Restart(ref actor, file);
        Assert.Equal(100UL, Next().MetaData.SeqNumber);
    }

    /// <summary>What peers are told nothing of is not written again.</summary>
    [Fact]
    public void OnlyWhatPeersAreToldIsWrittenAndWhatCouldNotBeIsTriedAgain()
    {
        var kept = new Counted();
        Start(kept);
        Next();
        foreach (var (isBroken, writes) in ((bool, int)[])[(false, 1), (true, 1)])
        {
            kept.IsBroken = isBroken;
            Sys.EventStream.Publish(new AttestationSubnetsNeeded([(FreeSubnet(), ulong.MaxValue)]));
            Next();
            Assert.Equal(writes, kept.Writes);
        }

        Sys.EventStream.Publish(new CustodyChanged(8, []));
        Next();
        Assert.Equal(2, kept.Writes);
        kept.IsBroken = false;
        Sys.EventStream.Publish(new AttestationSubnetsNeeded([(FreeSubnet(), ulong.MaxValue)]));
        Next();
        Assert.Equal(3, kept.Writes);
        Sys.EventStream.Publish(new AttestationSubnetsNeeded([(FreeSubnet(), ulong.MaxValue)]));
        Next();
        Assert.Equal(3, kept.Writes);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }

    private ulong FreeSubnet()
    {
        Sys.EventStream.Publish(GetInterests.Instance);
        var on = Next().AttestationSubnets;
        return (ulong)Enumerable.Range(0, on.Length).First(subnet => !on[subnet]);
    }

    private NetworkInterests Next() => _probe.ExpectMsg<InterestsChanged>(TimeSpan.FromSeconds(20)).Interests;

    private void Restart(ref IActorRef actor, string file)
    {
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        actor = Start(new KeptInFile(file));
    }

    private IActorRef Start(IKeptBytes kept) => Sys.ActorOf(InterestsActor.Props(
        new InterestsSettings(Spec, new SlotSchedule(Spec, 0), SubnetChoice.Own, default(Spec.Ssz.UInt256), 100), kept));

    private sealed class Counted : IKeptBytes
    {
        public bool IsBroken { get; set; }

        public int Writes { get; private set; }

        public byte[]? Read(out string? problem)
        {
            problem = null;
            return null;
        }

        public string? Write(ReadOnlySpan<byte> bytes)
        {
            Writes++;
            return IsBroken ? "broken" : null;
        }
    }
}
