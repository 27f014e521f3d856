#!/usr/bin/env python3
"""Independent MPTCP crypto/format checker for pcaps (v0 SHA-1, v1 SHA-256). Uses only hashlib/hmac/struct."""
import sys,struct,hashlib,hmac,socket,collections
H={0:hashlib.sha1,1:hashlib.sha256}
def token(v,k): return H[v](k).digest()[:4]
def idsn(v,k): return int.from_bytes(H[v](k).digest()[-8:],'big')
def mac(v,ka,kb,msg): return hmac.new(ka+kb,msg,H[v]).digest()
def pkts(fn):
    d=open(fn,'rb').read(); e='<' if d[:4] in(b'\xd4\xc3\xb2\xa1',b'\x4d\x3c\xb2\xa1') else '>'
    lt=struct.unpack(e+'I',d[20:24])[0]; o=24
    while o+16<=len(d):
        _,_,n,_=struct.unpack(e+'IIII',d[o:o+16]); p=d[o+16:o+16+n]; o+=16+n
        if lt==1:
            t=struct.unpack('>H',p[12:14])[0]; p=p[14:]
        elif lt==113: t=struct.unpack('>H',p[14:16])[0]; p=p[16:]
        elif lt==276: t=struct.unpack('>H',p[0:2])[0]; p=p[20:]
        elif lt in(101,12): t=0x800 if p[0]>>4==4 else 0x86dd
        else: continue
        yield t,p
def tcp(t,p):
    if t==0x800 and p[9]==6:
        ihl=(p[0]&15)*4; tl=struct.unpack('>H',p[2:4])[0]; s,d=p[12:16],p[16:20]; q=p[ihl:tl]
    elif t==0x86dd and p[6]==6:
        s,d=p[8:24],p[24:40]; q=p[40:40+struct.unpack('>H',p[4:6])[0]]
    else: return
    sp,dp,seq,ack,of,fl,win=struct.unpack('>HHIIBBH',q[:16]); o=(of>>4)*4; opts=[]; b=q[20:o]; i=0
    while i<len(b):
        if b[i]==0: break
        if b[i]==1: i+=1; continue
        if i+1>=len(b) or b[i+1]<2: break
        opts.append((b[i],b[i+2:i+b[i+1]])); i+=b[i+1]
    return (s,sp,d,dp),seq,ack,fl,win,opts,q[o:]
def csum(b):
    if len(b)&1: b+=b'\0'
    s=sum(struct.unpack('>%dH'%(len(b)//2),b))
    while s>>16: s=(s&0xffff)+(s>>16)
    return 0xffff-s
R=collections.Counter(); out=[]
def ck(what,ok,detail=''):
    R[(what,'OK' if ok else 'BAD')]+=1; out.append(f"{'OK ' if ok else 'BAD'} {what} {detail}")
def main(fn,verbose=True):
    fl={}      # 4-tuple(client->server) -> dict
    tok={}     # token -> (conn, side)
    buf={}
    for t,p in pkts(fn):
        x=tcp(t,p)
        if not x: continue
        tup,seq,ack,fg,win,opts,pay=x; rev=(tup[2],tup[3],tup[0],tup[1]); syn=fg&2; a=fg&16
        for k,b in opts:
            if k!=30 or not b: continue
            st=b[0]>>4
            if st==0:
                ver=b[0]&15
                if syn and not a:
                    fl[tup]=dict(v=ver,ka=b[2:10] if len(b)>=10 else None,kb=None,isn={tup:seq},csf=b[1]&0x80,primary=True)
                elif syn and a and rev in fl:
                    f=fl[rev]; f['kb']=b[2:10]; f['v']=ver; f['isn'][tup]=seq
                    if b[1]&0x80: f['cs']=1
                elif tup in fl and len(b)>=18:
                    f=fl[tup]
                    if f['ka'] is None: f['ka']=b[2:10]
                    else: ck('v%d 3rd-ACK sender key matches'%f['v'],f['ka']==b[2:10])
                    ck('v%d 3rd-ACK echoes receiver key'%f['v'],f['kb']==b[10:18])
                    tok[token(f['v'],f['ka'])]=(f,'A'); tok[token(f['v'],f['kb'])]=(f,'B')
                    if not f.get('shown'):
                        f['shown']=1
                        for n,kk in(('A',f['ka']),('B',f['kb'])):
                            out.append(f"    v{f['v']} key-{n}={kk.hex()} token={token(f['v'],kk).hex()} idsn={idsn(f['v'],kk):016x}")
                    if len(b)>=20 and f['v']==1:
                        dll=struct.unpack('>H',b[18:20])[0]
                        if len(b)>=22 and len(pay)==dll:
                            c=csum(struct.pack('>QIHH',(idsn(1,f['ka'])+1)&(2**64-1),1,dll,0)+pay)
                            ck('v1 MPC+data checksum',c==struct.unpack('>H',b[20:22])[0],f'dll={dll} cs={c:04x}')
            elif st==1:
                if syn and not a:
                    tk=b[2:6]
                    g=tok.get(tk)
                    ck('JOIN SYN token known',g is not None,tk.hex())
                    if g: fl[tup]=dict(conn=g[0],side=g[1],ra=b[6:10],isn={tup:seq},v=g[0]['v'],primary=False)
                elif syn and a and rev in fl and 'conn' in fl[rev]:
                    f=fl[rev]; f['rb']=b[10:14]; f['isn'][tup]=seq; c=f['conn']
                    me,peer=(c['kb'],c['ka']) if f['side']=='B' else (c['ka'],c['kb'])
                    f['me'],f['peer']=me,peer  # me = listener key
                    m=mac(f['v'],me,peer,f['rb']+f['ra'])
                    ck('v%d JOIN SYN/ACK HMAC-64'%f['v'],m[:8]==b[2:10],f"K={me.hex()}{peer.hex()} M={f['rb'].hex()}{f['ra'].hex()} -> {m[:8].hex()}")
                elif tup in fl and 'conn' in fl[tup] and 'rb' in fl[tup] and len(b)>=22:
                    f=fl[tup]; m=mac(f['v'],f['peer'],f['me'],f['ra']+f['rb'])
                    ck('v%d JOIN ACK HMAC-160'%f['v'],m[:20]==b[2:22],f"K={f['peer'].hex()}{f['me'].hex()} M={f['ra'].hex()}{f['rb'].hex()} -> {m[:20].hex()}")
            elif st==2:
                f=fl.get(tup); side='A'
                if f is None: f=fl.get(rev); side='B'
                if f is None: continue
                if 'conn' in f:
                    c=f['conn']; own='A' if (f['side']=='B')==(side=='A') else 'B'
                    ks=c['ka'] if own=='A' else c['kb']; kr=c['kb'] if own=='A' else c['ka']
                else: c=f; ks,kr=(f['ka'],f['kb']) if side=='A' else (f['kb'],f['ka'])
                if not ks or not kr: continue
                F=b[1]; o=2
                i0=idsn(f['v'],ks); r0=idsn(f['v'],kr)
                if F&1:
                    n=8 if F&2 else 4; dk=int.from_bytes(b[o:o+n],'big'); o+=n
                    rel=(dk-r0)&((1<<(8*n))-1); ck('DSS data-ack within 2^24 of peer IDSN',1<=rel<1<<24,f'n={n} rel={rel}')
                if F&4:
                    n=8 if F&8 else 4; dsn=int.from_bytes(b[o:o+n],'big'); o+=n
                    ssn,dll=struct.unpack('>IH',b[o:o+6]); o+=6
                    rel=(dsn-i0)&((1<<(8*n))-1)
                    ck('DSS DSN within 2^24 of own IDSN',1<=rel<1<<24,f'n={n} rel={rel} ssn={ssn} dll={dll} fin={bool(F&16)}')
                    # one mapping may lie over several segments, each of which repeats it (segmentation offload)
                    at=(seq-f['isn'].get(tup,seq-ssn)-ssn)&0xffffffff
                    if pay: ck('DSS mapping covers the segment',not dll or at+len(pay)<=dll-bool(F&16),f'ssn={ssn} dll={dll} at={at} len={len(pay)}')
                    if len(b)>=o+2:
                        cs=struct.unpack('>H',b[o:o+2])[0]; full=(i0+rel)&(2**64-1)
                        ln=dll-1 if F&16 else dll
                        if len(pay)==ln: 
                            c2=csum(struct.pack('>QIHH',full,ssn,dll,0)+pay); ck('v%d DSS checksum'%f['v'],c2==cs,f'dsn={full:016x} ssn={ssn} dll={dll} cs={cs:04x} paylen={len(pay)}')
            elif st==3:
                f=fl.get(tup); side='A'
                if f is None: f=fl.get(rev); side='B'
                if f is None: continue
                c=f.get('conn',f)
                if not c.get('ka') or not c.get('kb'): continue
                if f.get('v')==1 and not(b[0]&1):
                    own='A' if ('conn' not in f and side=='A') or ('conn' in f and (f['side']=='B')==(side=='A')) else 'B'
                    ks,kr=(c['ka'],c['kb']) if own=='A' else (c['kb'],c['ka'])
                    aid=b[1:2]; rest=b[2:]; 
                    al=4 if len(rest) in(12,14) else 16; ad=rest[:al]; pt=rest[al:-8] or b'\0\0'; m=mac(1,ks,kr,aid+ad+pt)
                    ck('v1 ADD_ADDR HMAC (rightmost 64)',m[-8:]==rest[-8:],f"K={ks.hex()}{kr.hex()} M={(aid+ad+pt).hex()} -> {m[-8:].hex()}")
                elif f.get('v')==1: ck('v1 ADD_ADDR echo carries no HMAC',len(b) in(6,8,18,20))
                else: ck('v0 ADD_ADDR length',len(b) in(6,8,18,20),str(len(b)+2))
    if verbose: print('\n'.join(out))
    print('##',fn); [print('  ',k,v) for k,v in sorted(R.items())]
if __name__=='__main__':
    for fn in sys.argv[1:]:
        R.clear(); out.clear(); main(fn,True)
