using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>
/// The methods of the Engine API that the node speaks, and which versions do for a fork, the best first. A version of another fork is among
/// them only where that fork's text allows it: an older payload in V2, and a head without attributes in any version.
/// </summary>
public static class EngineMethods
{
    /// <summary>Tells what either side speaks.</summary>
    public const string ExchangeCapabilities = "engine_exchangeCapabilities";

    /// <summary>Tells who either side is.</summary>
    public const string GetClientVersion = "engine_getClientVersionV1";

    /// <summary>Tells the chain's id; a method of users that the Engine API's port has too.</summary>
    public const string ChainId = "eth_chainId";

    /// <summary>Asks for the transactions of an inclusion list.</summary>
    public const string FetchInclusionList = "engine_getInclusionListV1";

    /// <summary>Asks for cells of blobs.</summary>
    public const string GetBlobCells = "engine_getBlobsV4";

    private const string NewPayload = "engine_newPayloadV";
    private const string ForkchoiceUpdated = "engine_forkchoiceUpdatedV";
    private const string GetPayload = "engine_getPayloadV";
    private const string GetBlobs = "engine_getBlobsV";

    /// <summary>Lists what the node speaks, as `engine_exchangeCapabilities` is told it; that method itself is not in the list.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Versions(NewPayload, 6), .. Versions(ForkchoiceUpdated, 5), .. Versions(GetPayload, 6), .. Versions(GetBlobs, 4),
        .. Versions("engine_getPayloadBodiesByHashV", 2), .. Versions("engine_getPayloadBodiesByRangeV", 2), FetchInclusionList,
        GetClientVersion,
    ];

    /// <summary>The versions of newPayload for a payload of a fork.</summary>
    public static IReadOnlyList<int> NewPayloadOf(ForkName fork) => fork switch
    {
        >= ForkName.Heze => [6],
        ForkName.Gloas => [5],
        >= ForkName.Electra => [4],
        ForkName.Deneb => [3],
        ForkName.Capella => [2],
        _ => [1, 2],
    };

    /// <summary>The versions of forkchoiceUpdated for a head of a fork, with attributes of a build or without.</summary>
    public static IReadOnlyList<int> ForkchoiceUpdatedOf(ForkName fork, bool hasAttributes)
    {
        var best = fork switch
        {
            >= ForkName.Heze => 5,
            ForkName.Gloas => 4,
            >= ForkName.Deneb => 3,
            ForkName.Capella => 2,
            _ => 1,
        };
        return hasAttributes ? [best] : [best, .. Enumerable.Range(1, 5).Reverse().Where(version => version != best)];
    }

    /// <summary>The versions of getPayload for a build of a fork.</summary>
    public static IReadOnlyList<int> GetPayloadOf(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => [6],
        ForkName.Fulu => [5],
        ForkName.Electra => [4],
        ForkName.Deneb => [3],
        ForkName.Capella => [2],
        _ => [1, 2],
    };

    /// <summary>
    /// The versions of getBlobs for the blobs of a block: with a proof a blob before fulu, with cell proofs from it on. V2 gives all or
    /// nothing, and only then blobs are of use.
    /// </summary>
    public static IReadOnlyList<int> GetBlobsOf(ForkName fork) => fork >= ForkName.Fulu ? [2, 3] : [1];

    /// <summary>The method of a request in a version.</summary>
    public static string NameOf(IEngineRequest request, int version) => request switch
    {
        Messages.NewPayload => NewPayload + version,
        Messages.ForkchoiceUpdated => ForkchoiceUpdated + version,
        Messages.GetBlobs => GetBlobs + version,
        _ => GetPayload + version,
    };

    /// <summary>
    /// Lists the methods without which a fork of the chain cannot be followed or built in, of those that a side does not have; forks that
    /// are covered in another way aside.
    /// </summary>
    public static IReadOnlyList<string> MissingFor(
        ChainSpec spec, IReadOnlySet<string> spoken, Func<ForkName, bool>? isCovered = null)
    {
        var missing = new List<string>();
        for (var fork = ForkName.Bellatrix; fork <= ForkName.Heze; fork++)
        {
            if (spec.ForkEpoch(fork) == Spec.Constants.FarFutureEpoch || isCovered?.Invoke(fork) == true)
            {
                continue;
            }

            foreach (var (family, versions) in ((string, IReadOnlyList<int>)[])
            [
                (NewPayload, NewPayloadOf(fork)),
                (ForkchoiceUpdated, ForkchoiceUpdatedOf(fork, hasAttributes: true)),
                (GetPayload, GetPayloadOf(fork)),
            ])
            {
                if (!versions.Any(version => spoken.Contains(family + version)) && !missing.Contains(family + versions[0]))
                {
                    missing.Add(family + versions[0]);
                }
            }
        }

        return missing;
    }

    private static IEnumerable<string> Versions(string family, int last) => Enumerable.Range(1, last).Select(version => family + version);
}
