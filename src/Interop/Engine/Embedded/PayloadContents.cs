using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>Holds what a builder takes from the mempool for one payload: transactions, blobs and requests.</summary>
public sealed record PayloadContents(SszList<ByteList> Transactions, BuiltBlobs Blobs, ExecutionRequests Requests, ulong GasUsed);
