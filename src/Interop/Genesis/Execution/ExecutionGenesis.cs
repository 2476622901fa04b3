using System.Numerics;
using System.Security.Cryptography;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Genesis.Execution;

/// <summary>
/// The genesis block of an execution chain, as a genesis file of geth's form describes it (`genesis.json`), with the block hash that every
/// execution client computes for it.
/// </summary>
public sealed record ExecutionGenesis
{
    /// <summary>The last fork of the execution layer that is active in the block, which says what fields its header has.</summary>
    public required ExecutionFork Fork { get; init; }

    /// <summary>The chain id of the execution chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The address of the deposit contract; null where the file names none.</summary>
    public required ExecutionAddress? DepositContract { get; init; }

    /// <summary>The header's fields that payloads have too; without transactions and withdrawals, and without its hash.</summary>
    public required ExecutionPayload Payload { get; init; }

    /// <summary>The difficulty, as only blocks before the merge have one.</summary>
    public required BigInteger Difficulty { get; init; }

    /// <summary>The nonce, likewise.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The hash of the block: keccak256 over the RLP header of its fork.</summary>
    public Hash32 Hash() => BlockHeader.Hash(Fork, Payload, default, SHA256.HashData([]), Difficulty, Nonce);

    /// <summary>The header of the block as the state of a merged chain carries it, in the form of a fork.</summary>
    public ExecutionPayloadHeader ToPayloadHeader(SszContext context) =>
        Spec.Transition.Block.ExecutionPayloads.HeaderOf(Payload with { BlockHash = Hash() }, context);
}
