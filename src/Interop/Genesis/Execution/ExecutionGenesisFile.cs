using System.Numerics;
using System.Text.Json;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Genesis.Execution;

/// <summary>
/// Reads a genesis file of geth's form: chain configuration, header fields and accounts. Numbers are hex with 0x or decimal, as texts or as
/// JSON numbers; keys that are not known are ignored, as execution clients do.
/// </summary>
public static class ExecutionGenesisFile
{
    private const ulong DefaultGasLimit = 4_712_388;
    private const ulong InitialBaseFee = 1_000_000_000;
    private const int MaxExtraData = 32;
    private const int LogsBloomBytes = 256;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, CommentHandling = JsonCommentHandling.Skip };

    // Forks that begin at a time, the newest first.
    private static readonly (string Key, ExecutionFork Fork)[] Timed =
    [
        ("amsterdamTime", ExecutionFork.Amsterdam),
        ("pragueTime", ExecutionFork.Prague),
        ("cancunTime", ExecutionFork.Cancun),
        ("shanghaiTime", ExecutionFork.Shanghai),
    ];

    /// <summary>Gives the genesis block; null and the reason, with the place in the file, where it is not of that form.</summary>
    public static ExecutionGenesis? TryParse(ReadOnlyMemory<byte> utf8, out string? error)
    {
        error = null;
        try
        {
            using var document = JsonDocument.Parse(utf8, Json);
            return Read(new JsonPlace("", document.RootElement));
        }
        catch (JsonException e)
        {
            error = $"no JSON: {e.Message}";
        }
        catch (InvalidOperationException e)
        {
            // A name or text with half of a surrogate pair.
            error = $"no JSON: {e.Message}";
        }
        catch (JsonPlaceException e)
        {
            error = e.Message;
        }

        return null;
    }

    private static ExecutionGenesis Read(JsonPlace file)
    {
        var config = file.Required("config");
        var (number, timestamp) = (file.Number("number"), file.Number("timestamp"));
        var fork = ForkOf(config, number, timestamp);
        return new ExecutionGenesis
        {
            Fork = fork,
            ChainId = config.Number("chainId"),
            DepositContract = config.Bytes("depositContractAddress", 20) is { } contract ? new ExecutionAddress(contract) : null,
            Payload = new ExecutionPayload
            {
                ParentHash = new Hash32(file.Bytes("parentHash", 32) ?? new byte[32]),
                FeeRecipient = new ExecutionAddress(file.Bytes("coinbase", 20) ?? new byte[20]),
                StateRoot = new Bytes32(AccountsFile.StateRoot(file.Required("alloc")).AsSpan()),
                ReceiptsRoot = new Bytes32(PatriciaTrie.EmptyRoot.AsSpan()),
                LogsBloom = ByteList.Create(new byte[LogsBloomBytes]),
                PrevRandao = new Bytes32(file.Bytes("mixHash", 32) ?? new byte[32]),
                BlockNumber = number,
                GasLimit = file.Number("gasLimit") is > 0 and var limit ? limit : DefaultGasLimit,
                GasUsed = file.Number("gasUsed"),
                Timestamp = timestamp,
                ExtraData = ByteList.Create(file.BytesUpTo("extraData", fork >= ExecutionFork.London ? MaxExtraData : 1 << 16)),
                BaseFeePerGas = (UInt256)(file.Has("baseFeePerGas") ? file.Wide("baseFeePerGas", 64) : InitialBaseFee),
                BlobGasUsed = file.Number("blobGasUsed"),
                ExcessBlobGas = file.Number("excessBlobGas"),
                BlockAccessList = ByteList.Create(Rlp.List()),
                SlotNumber = file.Number("slotNumber"),
            },
            Difficulty = file.Wide("difficulty"),
            Nonce = file.Number("nonce"),
        };
    }

    private static ExecutionFork ForkOf(JsonPlace config, ulong number, ulong timestamp)
    {
        if (!config.Has("londonBlock") || config.Number("londonBlock") > number)
        {
            return ExecutionFork.Frontier;
        }

        foreach (var (key, fork) in Timed)
        {
            if (config.Has(key) && config.Number(key) <= timestamp)
            {
                return fork;
            }
        }

        return ExecutionFork.London;
    }
}
