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
        return consensoor.GetInt(Blobs) switch
        {
            0 => layer,
            > 0 and <= MaxBlobs and var blobs => new BlobFeed(layer, mempool, kzg, blobs, RandomNumberGenerator.GetBytes(32)),
            _ => throw new ConfigurationException($"consensoor.{Blobs} must be from 0 to {MaxBlobs}"),
        };
    }
}
