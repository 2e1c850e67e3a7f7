"""What programs call their columns.

The names were met in exports of 银豹, 客如云, 有赞, 美团, 二维火, 纳客, 智络, 管家婆, 金蝶 and 用友, of Square,
Shopify, QuickBooks, Xero, Wave, Odoo, Lightspeed, FreeAgent and Sage; others are the usual words of German, French,
Spanish, Italian, Dutch, Polish and Russian lists. They come after those of `targets`: of two columns a file has for
one thing, the one called by a name there counts first.
"""

from collections.abc import Mapping
from types import MappingProxyType

_HEADINGS = {
    "no": (
        "会员卡编号 会员编码 会员代码 会员码 卡编号 卡id vip卡号 vip号 vipno 顾客编号 顾客号 顾客id 用户编号 "
        "用户id 档案号 客户代号 单位编号 单位编码 往来单位编号 往来单位编码 客戶代號 客戶編碼 客戶代碼 會員代號 "
        "會員號 會員編碼 customercode custcode clientcode accountref accountreference accountcode contactcode "
        "contactid squarecustomerid membershipno membershipnumber debitorennummer debitorennr debitor "
        "kundennummer kundennr kdnr mitgliedsnummer numéroclient codeclient nclient refclient códigocliente "
        "códigodecliente codigocliente ncliente codicecliente codice klantnummer debiteurnummer nrklienta "
        "кодклиента код code externalid 会員番号 顧客番号"
    ),
    "name": (
        "客户全称 客户简称 单位全称 单位全名 往来单位 往来单位名称 购货单位 购货单位名称 顾客姓名 顾客名称 顾客 "
        "会员名 会员名称 持卡人 持卡人姓名 用户名 用户姓名 学员姓名 学员 学生姓名 车主 车主姓名 会员昵称 客户昵称 "
        "用户昵称 昵称 客戶簡稱 客戶全稱 顧客姓名 會員名稱 accountname organisation organization businessname "
        "displayname customerfullname partner kunde kundenname firma firmenname nom nomclient raisonsociale "
        "client nombre cliente razónsocial ragionesociale nome nominativo denominazione naam klant bedrijfsnaam "
        "nazwa klient имя фио клиент наименование 氏名 顧客名 欠账人 欠款人 赊账人 欠款客户"
    ),
    "given_name": "firstname givenname forename vorname prénom prenom voornaam imię 名",
    "family_name": (
        "lastname surname familyname nachname familienname achternaam apellido apellidos cognome nazwisko 姓"
    ),
    "phones": (
        "移动电话 会员手机 会员手机号 会员电话 会员手机号码 联系手机 联络电话 客户电话 顾客手机 手机电话 電話號碼 "
        "手機號 行動電話 聯絡手機 會員手機 會員電話 mobileno mobilenumber mobilephonenumber cellphonenumber "
        "contactnumber contactphone telephonenumber phoneno phone1 defaultaddressphone handy handynummer telefon "
        "telefonnummer mobil mobiltelefon téléphone tél portable teléfono móvil telefono cellulare telefoon "
        "telefoonnummer телефон 電話番号"
    ),
    "phone2": (
        "电话2 联系电话2 手机2 手机号2 备用电话 备用手机 其他电话 固定电话 座机 phone2 otherphone homephone "
        "workphone secondaryphone alternatephone telephone2 mobile2 電話2"
    ),
    "reference": (
        "出库单号 销售单号 业务单号 交易流水号 交易单号 单据号码 票据号 账单号 账单编号 凭证字号 凭证编号 "
        "應收單號 銷貨單號 num docno receiptnumber rechnungsnummer rechnungsnr rechnung belegnummer belegnr "
        "nfacture numérofacture facture númerofactura numerofactura nfactura factura numerofattura fatturan "
        "factuurnummer nrfaktury"
    ),
    "note": (
        "其他备注 会员备注 客户备注 memo bemerkung notiz notizen remarque remarques notas observaciones opmerking"
    ),
    "on": (
        "制单日期 记账日期 凭证日期 出库日期 销售日期 变动时间 变动日期 操作时间 操作日期 发生日期 发生时间 "
        "创建时间 下单时间 结账时间 入账时间 账单日期 开单日期 开单时间 銷貨日期 交易日 datum belegdatum "
        "rechnungsdatum buchungsdatum datefacture fecha fechafactura data datafattura factuurdatum "
        "datawystawienia дата 充值时间 消费时间 儲值日期 交易完成时间"
    ),
    "due_on": (
        "付款到期日 约定还款日 应还日期 收款期限 收款到期日 应收日 fälligam fällig fälligkeit fälligkeitsdatum "
        "échéance datedéchéance vencimiento fechavencimiento fechadevencimiento scadenza datascadenza vervaldatum "
        "terminpłatności"
    ),
    "expires_on": (
        "过期时间 过期日期 到期时间 有效期限 有效日期 有效截止日期 有效期截止 有效期结束 截止日期 卡有效期 "
        "会员到期日 会员到期时间 会员到期日期 卡到期日期 储值有效期 到期 期限 有效期限至 有效日期至 會員到期日 "
        "expirationdate expires expiresat validto validtill gültigbis valablejusque válidohasta"
    ),
    "principal": (
        "实储余额 储值本金余额 储值本金 本金金额 其中本金 实充余额 充值本金 剩余本金 本金账户余额 可用余额 卡余额 "
        "会员卡余额 储值卡余额 卡上余额 现金余额 当前余额 实收余额 期末余额 剩餘本金 可用餘額 卡餘額 儲值卡餘額 "
        "accountbalance storecredit storecreditbalance giftcardbalance currentbalance availablebalance "
        "walletbalance prepaidbalance guthaben saldo solde avoir остаток баланс 结余 結餘 残高 还剩 剩余 剩下 "
        "预收余额 预收款 预收账款 预收金额 預收餘額 預收款"
    ),
    "bonus": (
        "赠储余额 储值赠送余额 储值赠金 赠送金 其中赠送 其中赠金 赠送账户余额 奖励金 奖励余额 赠款 赠款余额 赠额 "
        "剩余赠金 赠送金余额 贈送金 儲值贈金 bonusbalance promobalance bonuscredit"
    ),
    "held": "总余额 储值总余额 余额合计 合计余额 账户总余额 卡总余额 余额总计 總餘額 totalbalance",
    "owed": (
        "累计应收 应收账款 应收账款余额 合计欠款 欠款合计 总欠款 欠款余额 当前欠款 未收金额 未收款 未核销金额 "
        "未结金额 未付金额 尚欠 尚欠金额 赊账 赊账金额 赊欠 赊欠金额 挂账金额 挂账余额 欠账 應收帳款 欠款餘額 "
        "openbalance totalreceivable totaldue balanceowed amountowing unpaidbalance invoiceamountdue "
        "offenerbetrag offen offeneposten resteàpayer montantdû pendiente importependiente openstaand "
        "openstaandbedrag 还欠"
    ),
    "side": "方向 余额方向 借贷方向 借贷 借或贷 餘額方向 借貸方向 drcr crdr balancetype",
    "service": "卡项名称 次卡项目 课程 课程名称 疗程 疗程名称 服务名称 課程 療程",
    "count": (
        "剩余次 余次 剩余课时 剩余课次 可用次 剩余可用次数 未用次数 剩餘課時 remainingsessions remainingvisits "
        "sessionsleft"
    ),
    "description": (
        "业务摘要 verwendungszweck buchungstext libellé désignation concepto descripción descrizione omschrijving "
        "beschreibung"
    ),
    "email": "email1 correo courriel epost электроннаяпочта",
    "street": (
        "详细地址 家庭住址 收货地址 单位地址 客户地址 联络地址 聯絡住址 streetaddress streetaddress1 addressline1 "
        "address1 billingaddress billaddress mailingaddress street1 poaddressline1 physicaladdress1 "
        "defaultaddressaddress1 straße strasse anschrift adresse dirección domicilio indirizzo adres адрес"
    ),
    "city": (
        "所在城市 ort stadt ville ciudad población città comune plaats pocity physicalcity defaultaddresscity город"
    ),
    "province": "provincestate poregion defaultaddressprovincecode defaultaddressprovince bundesland provincia",
    "postcode": (
        "plz codepostal códigopostal cap postalcodezipcode physicalpostcode popostalcode defaultaddresszip "
        "zippostalcode"
    ),
    "country": "land pays país paese pocountry defaultaddresscountrycode defaultaddresscountry",
    "birthday": (
        "出生年月 阳历生日 公历生日 顾客生日 客户生日 geburtsdatum geburtstag datedenaissance fechadenacimiento "
        "fechanacimiento datadinascita"
    ),
    "tier": "卡级别 卡类别 卡类 卡种 会员卡等级 会员卡级别 卡等级 membershiplevel membershiptier 會員級別 卡別",
    "since": (
        "登记时间 发卡日期 发卡时间 建卡日期 建卡时间 首次成为客户时间 加入时间 创建日期 signupdate membersince "
        "joindate"
    ),
    "terms_days": "信用天数 收款天数 zahlungsziel",
    "credit_limit": "挂账额度 赊账额度 赊销额度 信用限额 kreditlimit",
    "paid_in": "贷方金额 贷方 收入额 增加 储值金额 充值本金 实充金额 貸方金額 貸方",
    "taken": "借方金额 借方 减少 扣费 扣款金额 消费额 支出额 使用金额 借方金額",
    "direction": "变动类型 业务类型 流水类型 操作类型 账单类型 收支类型 变动方式 变更类型 transactiontype",
    "balance": (
        "变动后余额 操作后余额 变更后余额 剩余余额 当前余额 卡内余额 账户余额 交易後餘額 balanceaftertransaction "
        "endingbalance saldo solde"
    ),
    "amount": "变更金额 变动额 交易额 betrag montant importe importo bedrag kwota сумма",
    "bills.amount": (
        "invoicetotal grandtotal amounttotal 单据金额 应收款 欠款金额 借方金额 借方 本期应收 销售金额 赊销金额 "
        "发票金额 含税金额 應收金額 借方金額 betrag rechnungsbetrag bruttobetrag montant montantttc importe "
        "importo totale bedrag kwota сумма gross grossamount grosstotal"
    ),
    "paid": (
        "已核销金额 已结算金额 已付金额 已结金额 已收款 已还 已还金额 贷方金额 贷方 本期收款 收款 回款 回款金额 "
        "已收款項 貸方金額 貸方 invoiceamountpaid payments bezahlt payé pagado pagato betaald"
    ),
    "open": (
        "未收 未收金额 未收款 未付金额 未核销金额 未结金额 尚欠金额 未收金額 openamount openbalance balancedue "
        "amountdue invoiceamountdue unpaid outstanding offenerbetrag offen resteàpayer pendiente openstaand 还欠"
    ),
    "bills.balance": "余额 结余 期末余额 應收餘額 餘額 結餘 balance runningbalance saldo solde",
    "prices.name": (
        "项目名称 服务名称 卡项名称 卡名称 套餐名称 课程名称 商品品名 項目名稱 服務名稱 itemname productname "
        "servicename artikel bezeichnung article producto articolo"
    ),
    "price": (
        "标准价 门市价 零售价 销售价 单次价 正价 原价 標準價 零售價 listprice retailprice saleprice preis prix "
        "precio prezzo prijs unitamount"
    ),
    "kind": "分类 项目分类 商品分类 項目分類 itemtype",
    "status": (
        "status state invoicestatus paymentstatus 状态 单据状态 订单状态 交易状态 付款状态 收款状态 结算状态 "
        "账单状态 狀態 交易狀態"
    ),
    "currency": (
        "currency currencycode invoicecurrency customercurrency 币别 币种 货币 幣別 幣種 waehrung währung devise "
        "moneda valuta"
    ),
}

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(text.split()) for name, text in _HEADINGS.items()}
)
"""The names by what the column can be; before a point the target stands where the same name is two things."""
