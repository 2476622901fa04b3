namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Why a datagram is no packet for this node; nothing is ever answered to such.</summary>
public enum PacketFault
{
    /// <summary>It is shorter than 63 or longer than 1,280 bytes.</summary>
    Length,

    /// <summary>Unmasked with this node's id it does not begin with `discv5`, version 1.</summary>
    Protocol,

    /// <summary>Its flag is none of the three.</summary>
    Flag,

    /// <summary>Its authdata has another length than its flag asks for, or does not fit into it.</summary>
    AuthData,

    /// <summary>A message is missing, or is there where none may be.</summary>
    Message,
}
