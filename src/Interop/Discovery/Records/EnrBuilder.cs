using System.Net;
using System.Net.Sockets;
using System.Text;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Identity;
using Consensoor.Spec.Crypto;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>Collects the pairs of a node record and signs it.</summary>
public sealed class EnrBuilder
{
    private readonly SortedDictionary<string, byte[]> _pairs = new(StringComparer.Ordinal);

    /// <summary>A builder without pairs, or with those of a record, unknown ones too.</summary>
    public EnrBuilder(Enr? from = null)
    {
        foreach (var (key, value) in from?.Pairs ?? [])
        {
            _pairs[key] = value;
        }
    }

    /// <summary>Sets a key to a byte string.</summary>
    public EnrBuilder Set(string key, ReadOnlySpan<byte> value)
    {
        _pairs[key] = Rlp.Bytes(value);
        return this;
    }

    /// <summary>Sets a key to an integer.</summary>
    public EnrBuilder Set(string key, ulong value)
    {
        _pairs[key] = Rlp.Integer(value);
        return this;
    }

    /// <summary>Sets the address of its family, `ip` or `ip6`; an IPv4 address in IPv6 form is taken for what it is.</summary>
    public EnrBuilder SetAddress(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Set(plain.AddressFamily == AddressFamily.InterNetwork ? EnrKeys.Ip : EnrKeys.Ip6, plain.GetAddressBytes());
    }

    /// <summary>Removes a key where it is there.</summary>
    public EnrBuilder Remove(string key)
    {
        _pairs.Remove(key);
        return this;
    }

    /// <summary>
    /// Signs the record with a sequence number; null with the reason where it were longer than 300 bytes or a key is no Latin-1.
    /// </summary>
    public Enr? Build(NodeKey key, ulong sequence, out EnrRefusal? refusal)
    {
        foreach (var name in _pairs.Keys)
        {
            if (name.Any(static letter => letter > 0xff))
            {
                refusal = new EnrRefusal(EnrFault.Keys, "keys are bytes, shown as letters of Latin-1");
                return null;
            }
        }

        Set(EnrKeys.Id, Encoding.ASCII.GetBytes("v4"));
        Set(EnrKeys.Secp256k1, key.PublicKey);
        var content = Enr.ContentOf(sequence, [.. _pairs]);
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(Rlp.List(content), hash);
        return Enr.Decode(Rlp.List([Rlp.Bytes(key.Sign(hash)), .. content]), out refusal);
    }
}
