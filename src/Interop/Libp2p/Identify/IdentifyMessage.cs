using System.Text;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Libp2p.Identify;

/// <summary>The protobuf message of identify, between bytes and <see cref="IdentifyInfo"/>.</summary>
public static class IdentifyMessage
{
    /// <summary>The most bytes of a message that is read.</summary>
    public const int MaxLength = 16 << 10;

    /// <summary>The most addresses that are kept; the others are read over.</summary>
    public const int MaxAddresses = 32;

    /// <summary>The most protocols that are kept; the others are read over.</summary>
    public const int MaxProtocols = 256;

    /// <summary>The most bytes of a version or protocol; longer ones make the message malformed.</summary>
    public const int MaxText = 256;

    private const int PublicKeyField = 1;
    private const int ListenField = 2;
    private const int ProtocolsField = 3;
    private const int ObservedField = 4;
    private const int ProtocolVersionField = 5;
    private const int AgentVersionField = 6;

    /// <summary>Writes the message.</summary>
    public static byte[] Write(IdentifyInfo info)
    {
        var writer = new ProtoWriter();
        if (info.PublicKey is { } key)
        {
            writer.Bytes(PublicKeyField, key.Encode());
        }

        foreach (var address in info.ListenAddresses)
        {
            writer.Bytes(ListenField, address.Bytes);
        }

        foreach (var protocol in info.Protocols)
        {
            writer.Text(ProtocolsField, protocol);
        }

        if (info.ObservedAddress is { } observed)
        {
            writer.Bytes(ObservedField, observed.Bytes);
        }

        writer.Text(ProtocolVersionField, info.ProtocolVersion);
        writer.Text(AgentVersionField, info.AgentVersion);
        return writer.Written.ToArray();
    }

    /// <summary>
    /// Reads a message; null where it is none. Addresses of kinds that are not known are left out; an unknown kind of key is too.
    /// </summary>
    public static IdentifyInfo? TryRead(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxLength)
        {
            return null;
        }

        var info = new IdentifyInfo();
        List<Multiaddr> addresses = [];
        List<string> protocols = [];
        var reader = new ProtoReader(message);
        while (reader.TryNext(out var field))
        {
            if (field.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            var bytes = field.In(message);
            var isText = (int)field.Number is ProtocolsField or ProtocolVersionField or AgentVersionField;
            if (isText && (bytes.Length > MaxText || !System.Text.Unicode.Utf8.IsValid(bytes)))
            {
                return null;
            }

            var text = isText ? Encoding.UTF8.GetString(bytes) : "";
            switch ((int)field.Number)
            {
                case PublicKeyField:
                    info = info with { PublicKey = PeerPublicKey.TryDecode(bytes) };
                    break;
                case ListenField when addresses.Count < MaxAddresses && Multiaddr.FromBytes(bytes, out _) is { } address:
                    addresses.Add(address);
                    break;
                case ObservedField:
                    info = info with { ObservedAddress = Multiaddr.FromBytes(bytes, out _) };
                    break;
                case ProtocolsField when protocols.Count < MaxProtocols:
                    protocols.Add(text);
                    break;
                case ProtocolVersionField:
                    info = info with { ProtocolVersion = text };
                    break;
                case AgentVersionField:
                    info = info with { AgentVersion = text };
                    break;
            }
        }

        return reader.IsMalformed ? null : info with { ListenAddresses = addresses, Protocols = protocols };
    }
}
