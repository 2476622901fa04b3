using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests the blobs that are read from columns: as they are, recovered from any half, and not from less.</summary>
public sealed class BlobReaderTests : PatientKit
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    [Theory]
    [InlineData(0, 64, 0)]
    [InlineData(64, 64, 1)]
    [InlineData(10, 118, 1)]
    public async Task BlobsAreThoseThatWereSubmitted(int first, int count, int recoveries)
    {
        var (reader, recovered) = Reader(Chain.Columns.Skip(first).Take(count));
        var blobs = await reader.Blobs(Chain.Columns[0].BeaconBlockRoot, ForkName.Gloas);
        Assert.Equal(TestBlobs.Create().Blob.Blob, Assert.Single(blobs!));
        Assert.Equal(recoveries, recovered.Count);
    }

    [Fact]
    public async Task LessThanHalfGivesNone()
    {
        var (reader, recovered) = Reader(Chain.Columns.Take(63));
        Assert.Null(await reader.Blobs(Chain.Columns[0].BeaconBlockRoot, ForkName.Gloas));
        Assert.Empty(recovered);
    }

    [Fact]
    public async Task BeforeFuluTheSidecarsThatAreKeptAreRead()
    {
        var (_, root, _, sidecars) = TestBlobs.ElectraBlock(2);
        var store = Sys.ActorOf(Props.Create(() => new Answering<LoadBlobs>(
            load => new StoredBlobs(load.BlockRoot, load.Wanted, load.BlockRoot == root ? sidecars : new BlobSidecar[0]))));
        using var reader = new BlobReader(TestBlobs.ElectraSpec, ActorRefs.Nobody, store, ActorRefs.Nobody);
        Assert.Equal(sidecars, await reader.Sidecars(root));
        Assert.Equal(sidecars.Select(static sidecar => sidecar.Blob), await reader.Blobs(root, ForkName.Electra));
        Assert.Empty((await reader.Blobs(default, ForkName.Deneb))!);
    }

    private (BlobReader Reader, List<RecoverColumns> Recovered) Reader(IEnumerable<DataColumnSidecar> kept)
    {
        DataColumnSidecar[] columns = [.. kept];
        var recovered = new List<RecoverColumns>();
        var store = Sys.ActorOf(Props.Create(() => new Answering<LoadColumns>(
            load => Stored(columns, load))));
        var work = Sys.ActorOf(Props.Create(() => new Answering<RecoverColumns>(recover => Recover(recovered, recover))));
        return (new BlobReader(Chain.World.Spec, store, ActorRefs.Nobody, work) { Deadline = TimeSpan.FromMinutes(5) }, recovered);
    }

    // No more are read and decoded than it takes.
    private static StoredColumns Stored(DataColumnSidecar[] columns, LoadColumns load)
    {
        Assert.Equal(64, load.Most);
        return new StoredColumns(load.BlockRoot, load.Wanted, [.. columns.Take(load.Most)]);
    }

    private static object Recover(List<RecoverColumns> recovered, RecoverColumns recover)
    {
        recovered.Add(recover);
        return ColumnRecovery.Do(new ManagedKzg(), recover);
    }

    private sealed class Answering<T> : ReceiveActor
    {
        public Answering(Func<T, object> answer) => Receive<T>(question => Sender.Tell(answer(question)));
    }
}
