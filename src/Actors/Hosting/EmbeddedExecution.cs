using System.Security.Cryptography;
using Akka.Configuration;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Hosting;

/// <summary>The embedded execution layer of a node that runs in real time, with the blobs that its HOCON asks for.</summary>
internal static class EmbeddedExecution
{
    /// <summary>The most blobs that wait for a payload.</summary>
    public const int MaxBlobs = 64;

    private const string Blobs = "engine.embedded-blobs";

    /// <summary>Makes the layer on what a store has; throws ConfigurationException for a number of blobs that is none.</summary>
    public static IExecutionLayer Of(ChainSpec spec, IChainStore store, IKzg kzg, Config consensoor)
    {
        var mempool = new EmbeddedMempool(spec.Config);
        var layer = new EmbeddedEngine(new EmbeddedExecutionLayer(spec, NodeStore.ExecutionAnchor(store, spec), mempool));
        return BlobsIn(consensoor) is var blobs and > 0
            ? new BlobFeed(layer, mempool, kzg, blobs, RandomNumberGenerator.GetBytes(32))
            : layer;
    }

    /// <summary>How many blobs wait for a payload; throws ConfigurationException for a number that is none.</summary>
    public static int BlobsIn(Config consensoor) => consensoor.GetInt(Blobs) is var blobs and >= 0 and <= MaxBlobs
        ? blobs
        : throw new ConfigurationException($"consensoor.{Blobs} must be from 0 to {MaxBlobs}");
}
