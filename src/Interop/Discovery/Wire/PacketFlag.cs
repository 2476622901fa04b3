namespace Consensoor.Interop.Discovery.Wire;

/// <summary>The three kinds of packets of discv5.1.</summary>
public enum PacketFlag : byte
{
    /// <summary>An encrypted message.</summary>
    Message = 0,

    /// <summary>A challenge to a packet that could not be decrypted.</summary>
    WhoAreYou = 1,

    /// <summary>An encrypted message with what makes a session.</summary>
    Handshake = 2,
}
