namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>Why bytes are no RPC.</summary>
public enum RpcFault
{
    /// <summary>They are one.</summary>
    None,
    /// <summary>A field, a length or a varint that does not fit in its bytes, or a wire type that is none.</summary>
    Malformed,
    /// <summary>More bytes than `max_message_size`.</summary>
    TooLarge,
}
