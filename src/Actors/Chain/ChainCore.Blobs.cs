using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Chain;

/// <content>Blob sidecars, deneb and electra: of a block all are needed.</content>
public sealed partial class ChainCore
{
    /// <summary>Takes in blob sidecars of a block, verified on gossip or to be verified first; answers which of the two.</summary>
    public void Import(ImportBlobs command, IActorRef sender) =>
        TakeIn(_blobs, command.BlockRoot, command.Blobs, command.AreVerified, command.Source, sender);

    /// <summary>
    /// Blobs were checked against their block. Who gave those that do not hold answers for them, and what is missing still is said again.
    /// </summary>
    public void On(BlobsVerified done)
    {
        var source = Settle(_blobs, "blobs", done.BlockRoot, done.Valid, done.Invalid, static blob => blob.Index);
        if (done.Valid.Count > 0)
        {
            _ports.Tell(new BlobsHeld(done.BlockRoot, done.Valid) { Source = source });
        }

        GoOn(done.BlockRoot, done.Valid.Count > 0);
    }

    /// <summary>Nobody looked at these blobs: they wait for the next occasion, unless a worker failed on them.</summary>
    public void On(BlobsDropped dropped) => AwaitAgain(_blobs, dropped.BlockRoot, dropped.Blobs, dropped.Reason);

    /// <summary>The most blobs of a block before fulu, which are kept before their block is known.</summary>
    private static ColumnSet MostBlobs(ChainConfig config) =>
        ColumnSet.First((int)Math.Min(128, Math.Max(config.MaxBlobsPerBlock, config.MaxBlobsPerBlockElectra)));

    private static ColumnSet BlobsOf(SignedBeaconBlock block) => ColumnSet.First(block.Message.Body.BlobKzgCommitments.Count);
}
