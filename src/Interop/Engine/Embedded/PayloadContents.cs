using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>What goes into one payload.</summary>
public sealed record PayloadContents(SszList<ByteList> Transactions, BuiltBlobs Blobs, ExecutionRequests Requests, ulong GasUsed);
